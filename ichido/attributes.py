"""The search attributes by which operators find cases in the Temporal UI, and their types."""

SEARCH_ATTRIBUTES = {
    "Procedure": "KeywordList",
    "Authority": "KeywordList",
    "WaitingFor": "KeywordList",
    "LifeEvent": "Keyword",
    "Stage": "Keyword",
    "Plan": "Keyword",
    "DueOn": "Datetime",
}
"""None of them describes a person; a server with a small visibility store has room for three lists."""
