"""The tables and charts of docs/, written from stored figures."""
