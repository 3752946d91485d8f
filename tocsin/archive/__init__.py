"""Everything that was published, to be found, followed and cited.

In: published revisions. Keeps: one searchable entry per appeal, made again whenever it is newer.
Out: lists by country, issue, type, year and words; feeds; JSON. Read next by the site.
"""
