"""What is happening, to whom: claims, each with its sources and a status.

In: alerts that were taken up, and what officers learn. Keeps: cases, claims, sources, assessments.
Out: claims with their status and the sources that may be shown. Read next by appeals.
"""
