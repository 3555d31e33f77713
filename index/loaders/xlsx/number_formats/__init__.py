"""Values as a spreadsheet shows them, by the codes of number formats (ECMA-376, part 1, 18.8.31).

``[$€-2] #,##0.00`` shows 1234.5 as "€1,234.50", ``[h]:mm`` shows 1.1 days as "26:24". Names of
months and days are English; colours and widths are left out.
"""

from index.loaders.xlsx.number_formats.builtin import BUILTIN
from index.loaders.xlsx.number_formats.showing import shown

__all__ = ["BUILTIN", "shown"]
