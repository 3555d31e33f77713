"""Tables as grids of cells, and their rows as blocks in which a reader finds an answer.

A row of ``Country``, ``Capital`` with ``France``, ``Paris`` becomes ``Country: France; Capital:
Paris``, with `` (row 2)`` behind it where rows have numbers. Empty cells are left out; every other
one is there, as one line.

``table_grid`` has the cells, ``kinds`` says what a value looks like, ``regions`` finds the tables
of a sheet, ``heads`` the names of the columns of one table, ``forms`` tells labels and values from
it, ``rows`` prints it, and ``sheets`` adds the tables of a sheet to a text.
"""

from index.loaders.tables.rows import table_rows
from index.loaders.tables.sheets import add_sheet
from index.loaders.tables.table_grid import EMPTY, GridCell, column_letters, grid_of, spread

__all__ = ["EMPTY", "GridCell", "add_sheet", "column_letters", "grid_of", "spread", "table_rows"]
