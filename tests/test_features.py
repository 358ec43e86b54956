"""Behaviour in Persian: every scenario of tests/features, with its steps in tests/steps."""

from __future__ import annotations

from pathlib import Path

from pytest_bdd import scenarios

pytest_plugins = (
    "tests.steps.scene",
    "tests.steps.offices",
    "tests.steps.assessing",
    "tests.steps.figures",
    "tests.steps.planning",
    "tests.steps.reporting",
    "tests.steps.papers",
    "tests.steps.refusing",
    "tests.steps.integrity",
    "tests.steps.answering",
    "tests.steps.history",
    "tests.steps.rounds",
    "tests.steps.evidence",
    "tests.steps.criteria",
    "tests.steps.saved_plans",
    "tests.steps.reviewing",
    "tests.steps.following",
    "tests.steps.plan_features",
    "tests.steps.exploring",
    "tests.steps.surveying",
    "tests.steps.excel_forms",
    "tests.steps.web_page",
    "tests.steps.filing",
    "tests.steps.intake",
    "tests.steps.followup",
    "tests.steps.leagues",
    "tests.steps.assessors",
    "tests.steps.audits",
    "tests.steps.feedback",
    "tests.steps.reports",
    "tests.steps.rolling_up",
    "tests.steps.shared_plans",
    "tests.steps.aiming",
)

scenarios(str(Path(__file__).parent / "features"))
