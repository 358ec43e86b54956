"""A site walked through, and its pages read: texts, links, forms, languages, policies."""
