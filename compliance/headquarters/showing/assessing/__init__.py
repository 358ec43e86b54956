"""The work of assessors on screens, as JSON, in the log and on paper."""
