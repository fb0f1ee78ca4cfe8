"""The first shape: plans and what is offered, subjects, cases, partners, letters."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
LEDGER = ("disclosures", "disclosure_leaves", "disclosure_seals")
MANDATES = ("mandates", "mandate_events")
RETENTION = ("holds", "disposals", "forgettings")
PROTECTION = ("protections", "protection_releases")


def upgrade() -> None:
    """Create everything."""
    _disclosures()
    _decodings()
    _inbox()
    _notice_texts()
    _plans()
    _editions()
    _refusals()
    _subjects()
    _mandates()
    _tasks()
    _cases()
    _facts()
    _documents()
    _retention()
    _consents()
    _notices()
    _outbox()
    _fetches()
    _pending_lookups()
    _protections()
    _append_only(*LEDGER, "decodings", "consents", *MANDATES, *RETENTION, *PROTECTION)


def downgrade() -> None:
    """Drop everything."""
    for table in ("protection_lists", *PROTECTION):
        op.drop_table(table)
    op.drop_table("pending_lookups")
    op.drop_table("fetches")
    op.drop_table("outbox")
    op.drop_table("notices")
    op.drop_table("consents")
    for table in RETENTION:
        op.drop_table(table)
    op.drop_table("document_pieces")
    op.drop_table("documents")
    op.drop_table("facts")
    op.drop_table("cases")
    op.drop_table("tasks")
    for table in reversed(MANDATES):
        op.drop_table(table)
    op.drop_table("names")
    op.drop_table("subjects")
    op.drop_table("refusals")
    op.drop_table("offers")
    op.drop_table("editions")
    op.drop_table("plans")
    op.drop_table("notice_texts")
    op.drop_table("inbox")
    op.drop_table("decodings")
    op.drop_table("disclosures")
    op.drop_table("disclosure_leaves")
    op.drop_table("disclosure_seals")
    op.execute("DROP FUNCTION refuse_change()")


def _append_only(*tables: str) -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'lines of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in tables:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _disclosures() -> None:
    op.create_table(
        "disclosures",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "writer",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_disclosures"),
    )
    op.create_index("ix_disclosures_case", "disclosures", ["case"])
    op.create_index("ix_disclosures_subject", "disclosures", ["subject"])
    op.create_index("ix_disclosures_writer_number", "disclosures", ["writer", "number"])
    op.create_table(
        "disclosure_leaves",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_disclosure_leaves"),
        sa.UniqueConstraint("line", name="uq_disclosure_leaves_line"),
    )
    op.create_table(
        "disclosure_seals",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("up_to", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_disclosure_seals"),
    )


def _decodings() -> None:
    op.create_table(
        "decodings",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_decodings"),
    )
    op.create_index("ix_decodings_case_at", "decodings", ["case", "at"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("sealed_for", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT, nullable=True),
        sa.Column("relayed_at", INSTANT, nullable=True),
        sa.Column("kept_at", INSTANT, nullable=True),
        sa.Column("kept_why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "event_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_case", "inbox", ["case"])
    op.create_index(
        "ix_inbox_unrelayed", "inbox", ["sequence"], postgresql_where=sa.text("relayed_at IS NULL AND kept_at IS NULL")
    )


def _notice_texts() -> None:
    op.create_table(
        "notice_texts",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_notice_texts"),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("life_event", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_plans"),
    )
    op.create_index("ix_plans_life_event", "plans", ["life_event"])


def _editions() -> None:
    op.create_table(
        "editions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("operation", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_editions"),
    )
    op.create_table(
        "offers",
        sa.Column("row", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_until", sa.Date(), nullable=True),
        sa.Column("title", JSONB(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("offered_in", sa.Integer(), nullable=False),
        sa.Column("withdrawn_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plans.hash"], name="fk_offers_plan_plans"),
        sa.ForeignKeyConstraint(["offered_in"], ["editions.number"], name="fk_offers_offered_in_editions"),
        sa.ForeignKeyConstraint(["withdrawn_in"], ["editions.number"], name="fk_offers_withdrawn_in_editions"),
        sa.PrimaryKeyConstraint("row", name="pk_offers"),
    )
    op.create_index("ix_offers_current", "offers", ["id"], postgresql_where=sa.text("withdrawn_in IS NULL"))


def _refusals() -> None:
    op.create_table(
        "refusals",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_refusals"),
    )


def _subjects() -> None:
    op.create_table(
        "subjects",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vocabulary", sa.String(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subjects"),
    )
    op.create_table(
        "names",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_names"),
        sa.ForeignKeyConstraint(
            ["subject"],
            ["subjects.id"],
            name="fk_names_subject_subjects",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index("ix_names_subject_partner", "names", ["subject", "partner"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint("case", "kind", "key", name="uq_tasks_case_kind_key"),
    )
    op.create_index("ix_tasks_open", "tasks", ["created_at"], postgresql_where=sa.text("done_at IS NULL"))


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("life_event", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("applicant", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("controller", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("revised_at", INSTANT, nullable=True),
        sa.Column("conclusions", JSONB(), nullable=True),
        sa.Column("unverified_since", INSTANT, nullable=True),
        sa.Column("authorities", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("holders", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("subjects", JSONB(), nullable=False),
        sa.Column("attempts", JSONB(), nullable=False),
        sa.Column("choices", JSONB(), nullable=False),
        sa.Column("contests", JSONB(), nullable=False),
        sa.Column("confirmed", JSONB(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("filings", sa.LargeBinary(), nullable=False),
        sa.Column("consents", sa.LargeBinary(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("seen_revision", sa.Integer(), nullable=False),
        sa.Column("retold_at", INSTANT, nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("close_reason", sa.String(), nullable=False),
        sa.Column("forgotten_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["about"], ["subjects.id"], name="fk_cases_about_subjects"),
        sa.ForeignKeyConstraint(["actor"], ["subjects.id"], name="fk_cases_actor_subjects"),
        sa.ForeignKeyConstraint(["applicant"], ["subjects.id"], name="fk_cases_applicant_subjects"),
        sa.ForeignKeyConstraint(["plan"], ["plans.hash"], name="fk_cases_plan_plans"),
        sa.PrimaryKeyConstraint("number", name="pk_cases"),
        sa.UniqueConstraint("idempotency_key", name="uq_cases_idempotency_key"),
    )
    op.create_index("ix_cases_about", "cases", ["about"])
    op.create_index("ix_cases_applicant", "cases", ["applicant"])
    op.create_index("ix_cases_authorities", "cases", ["authorities"], postgresql_using="gin")
    op.create_index("ix_cases_life_event", "cases", ["life_event"])
    op.create_index("ix_cases_open", "cases", ["opened_at"], postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index(
        "ix_cases_unverified",
        "cases",
        ["unverified_since"],
        postgresql_where=sa.text("unverified_since IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_subjects",
        "cases",
        ["subjects"],
        postgresql_using="gin",
        postgresql_ops={"subjects": "jsonb_path_ops"},
    )
    op.create_index("ix_cases_opened_at_number", "cases", ["opened_at", "number"])


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("base_registry", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("grant", sa.String(), nullable=False),
        sa.Column("under", sa.String(), nullable=False),
        sa.Column("acts", JSONB(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("filing", sa.String(), nullable=False),
        sa.Column("earlier", sa.String(), nullable=False),
        sa.Column("again", sa.String(), nullable=False),
        sa.Column("controller", sa.String(), nullable=False),
        sa.Column("retrieved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_facts_case_cases"),
        sa.PrimaryKeyConstraint("sequence", name="pk_facts"),
    )
    op.create_index("ix_facts_case", "facts", ["case"])
    _of_controllers("facts")


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("controller", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("scanned_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_documents_case_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("case", "name", name="uq_documents_case_name"),
    )
    op.create_index("ix_documents_waiting", "documents", ["uploaded_at"], postgresql_where=sa.text("scan = 'waiting'"))
    op.create_table(
        "document_pieces",
        sa.Column("document", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("controller", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], ondelete="CASCADE", name="fk_document_pieces_document_documents"
        ),
        sa.PrimaryKeyConstraint("document", "number", name="pk_document_pieces"),
    )
    # What is sealed cannot be made smaller: PostgreSQL need not try.
    op.execute("ALTER TABLE document_pieces ALTER COLUMN sealed SET STORAGE EXTERNAL")
    _of_controllers("document_pieces")
    # What waits to be scanned is listed across cases; nothing in such a row can be read without its key.
    _of_controllers("documents", "scan = 'waiting' OR ")


def _of_controllers(table: str, beside: str = "") -> None:
    # Whoever owns the table too: an application's role does. What is not set shows nothing.
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY of_controllers ON {table} "
        f"USING ({beside}NULLIF(current_setting('ichido.controllers', true), '')::jsonb ? controller)"
    )


def _mandates() -> None:
    op.create_table(
        "mandates",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("grantor", "from_authority", "from_name")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("to_authority", "to_name")),
        sa.Column("scope", JSONB(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["grantor"], ["subjects.id"], name="fk_mandates_grantor_subjects"),
        sa.PrimaryKeyConstraint("id", name="pk_mandates"),
    )
    op.create_index("ix_mandates_grantor", "mandates", ["grantor"])
    op.create_index("ix_mandates_to_name", "mandates", ["to_name"])
    op.create_table(
        "mandate_events",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("mandate", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("what", "profession", "role", "authority")),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["mandate"], ["mandates.id"], name="fk_mandate_events_mandate_mandates"),
        sa.PrimaryKeyConstraint("number", name="pk_mandate_events"),
    )
    op.create_index("ix_mandate_events_mandate", "mandate_events", ["mandate"])


def _retention() -> None:
    own: dict[str, list[sa.Column[Any]]] = {
        "holds": [
            sa.Column("hold", sa.Uuid(), nullable=False),
            *(sa.Column(name, sa.String(), nullable=False) for name in ("what", "kind", "reason")),
        ],
        "disposals": [sa.Column("under", sa.String(), nullable=False)],
        "forgettings": [sa.Column("why", sa.String(), nullable=False)],
    }
    for table, columns in own.items():
        op.create_table(
            table,
            sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
            sa.Column("case", sa.String(), nullable=False),
            *columns,
            *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "role", "authority")),
            sa.Column("at", INSTANT, nullable=False),
            sa.ForeignKeyConstraint(["case"], ["cases.number"], name=f"fk_{table}_case_cases"),
            sa.PrimaryKeyConstraint("number", name=f"pk_{table}"),
        )
        op.create_index(f"ix_{table}_case", table, ["case"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_consents_case_cases"),
        sa.PrimaryKeyConstraint("number", name="pk_consents"),
        sa.UniqueConstraint("case", "consent", "kind", name="uq_consents_case_consent_kind"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_notices_case_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("case", "key", name="uq_notices_case_key"),
    )
    op.create_index("ix_notices_subject", "notices", ["subject"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("notes", JSONB(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_outbox_case_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("case", "key", "version", name="uq_outbox_case_key_version"),
        sa.UniqueConstraint("idempotency_key", name="uq_outbox_idempotency_key"),
    )
    op.create_index(
        "ix_outbox_queued",
        "outbox",
        ["authority", "due_on", "created_at"],
        postgresql_where=sa.text("state = 'queued'"),
    )


def _fetches() -> None:
    op.create_table(
        "fetches",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("authority", "message_id", name="pk_fetches"),
    )


def _pending_lookups() -> None:
    op.create_table(
        "pending_lookups",
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("base_registry", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("terms", JSONB(), nullable=False),
        sa.Column("grant", sa.String(), nullable=False),
        sa.Column("under", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("again", sa.String(), nullable=False),
        sa.Column("anew", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_pending_lookups_case_cases"),
        sa.PrimaryKeyConstraint("case", "id", name="pk_pending_lookups"),
    )
    op.create_index("ix_pending_lookups_due", "pending_lookups", ["authority", "base_registry", "due_on", "since"])


def _protections() -> None:
    op.create_table(
        "protections",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("protection", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("protected", sa.String(), nullable=False),
        sa.Column("hidden_from", sa.String(), nullable=False),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("starts_at", "ends_at", "entered_at")),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["protected"], ["subjects.id"], name="fk_protections_protected_subjects"),
        sa.ForeignKeyConstraint(["hidden_from"], ["subjects.id"], name="fk_protections_hidden_from_subjects"),
        sa.PrimaryKeyConstraint("number", name="pk_protections"),
    )
    op.create_index("ix_protections_hidden_from_protected", "protections", ["hidden_from", "protected"])
    op.create_index("ix_protections_protection_number", "protections", ["protection", "number"])
    op.create_index("ix_protections_authority_reference", "protections", ["authority", "reference"])
    op.create_table(
        "protection_lists",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("authority", name="pk_protection_lists"),
    )
    op.create_table(
        "protection_releases",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("release", sa.Uuid(), nullable=False),
        sa.Column("protection", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("case", "what", "reason", "who", "role")),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_protection_releases"),
    )
    op.create_index("ix_protection_releases_release", "protection_releases", ["release"])
    op.create_index("ix_protection_releases_protection", "protection_releases", ["protection"])
