"""Data keys: one a case and controller, wrapped."""

import sqlalchemy as sa
from alembic import op

revision = "keys_0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("controller", sa.String(), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("wrapped_by", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("destroyed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_data_keys"),
        sa.UniqueConstraint("case", "controller", name="uq_data_keys_case_controller"),
        schema="keys",
    )
    op.create_index(
        "ix_data_keys_wrapped_by",
        "data_keys",
        ["wrapped_by"],
        schema="keys",
        postgresql_where=sa.text("wrapped IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("data_keys", schema="keys")
