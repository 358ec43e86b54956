"""Site visits: a sample of offices and items weighted by risk, what was found, and the error of the whole.

`looking` reads what the record holds of an office, `weighing` says how likely a visit is and why, `drawing` draws,
`record` keeps it and gives it back, `entering` reads what was found, `estimating` says what that comes to, `bound`
holds all of it against the log.
"""
