"""XLSX: sheet by sheet, each visible sheet a page, its tables row by row.

The form of a row is that of ``index.loaders.tables``; the first line of a page names the sheet.
Values stand as the spreadsheet shows them. Behind the tables of a sheet stand its text boxes, the
words of its charts and its comments. Hidden sheets are left out, and the document says so.
"""

from index.loaders.xlsx.workbook_text import load

__all__ = ["load"]
