"""The words of the domain as frozen values; nothing here reads, writes or computes a score.

`checklist` holds what an instrument asks, `office` what an office is and answered, `results` what
follows from both. Amounts are exact fractions, money is whole million rials.
"""
