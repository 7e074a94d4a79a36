using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hostelry.Migrations.Billing.Postgres
{
    /// <inheritdoc />
    public partial class Payments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "automatic",
                schema: "billing",
                table: "payment_attempts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "looks",
                schema: "billing",
                table: "payment_attempts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "method",
                schema: "billing",
                table: "payment_attempts",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mismatch_of",
                schema: "billing",
                table: "payment_attempts",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_look_at",
                schema: "billing",
                table: "payment_attempts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "on_page",
                schema: "billing",
                table: "payment_attempts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "payer",
                schema: "billing",
                table: "payment_attempts",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "auto_top_ups",
                schema: "billing",
                columns: table => new
                {
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    threshold_minor = table.Column<long>(type: "bigint", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    monthly_maximum_minor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_auto_top_ups", x => x.organization_id);
                    table.ForeignKey(
                        name: "fk_auto_top_ups_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_transfers",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    bank_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: true),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    text = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    booked_on = table.Column<DateOnly>(type: "date", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_by = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    decided_by = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_transfers", x => x.id);
                    table.ForeignKey(
                        name: "fk_bank_transfers_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "customer_notices",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    values = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_notices", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "disputes",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    attempt_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    fee_minor = table.Column<long>(type: "bigint", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disputes", x => x.id);
                    table.ForeignKey(
                        name: "fk_disputes_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_disputes_payment_attempts_attempt_id",
                        column: x => x.attempt_id,
                        principalSchema: "billing",
                        principalTable: "payment_attempts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "dunning_cases",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dunning_cases", x => x.id);
                    table.ForeignKey(
                        name: "fk_dunning_cases_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "money_requests",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    operation_key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    attempt_id = table.Column<Guid>(type: "uuid", nullable: true),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    reason = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    requested_by = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    decided_by = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    provider_reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    failure_code = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    next_look_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    looks = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_money_requests", x => x.id);
                    table.ForeignKey(
                        name: "fk_money_requests_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_money_requests_payment_attempts_attempt_id",
                        column: x => x.attempt_id,
                        principalSchema: "billing",
                        principalTable: "payment_attempts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "parkings",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    released_by = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_parkings", x => x.id);
                    table.ForeignKey(
                        name: "fk_parkings_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stripe_cursors",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    compared_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stripe_cursors", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "stripe_customers",
                schema: "billing",
                columns: table => new
                {
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    livemode = table.Column<bool>(type: "boolean", nullable: false),
                    reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stripe_customers", x => new { x.organization_id, x.livemode });
                    table.ForeignKey(
                        name: "fk_stripe_customers_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stripe_events",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    type = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    body = table.Column<string>(type: "text", maxLength: -1, nullable: false),
                    source = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    handled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stripe_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dunning_steps",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    act = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dunning_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_dunning_steps_dunning_cases_case_id",
                        column: x => x.case_id,
                        principalSchema: "billing",
                        principalTable: "dunning_cases",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_payment_attempts_next_look_at",
                schema: "billing",
                table: "payment_attempts",
                column: "next_look_at",
                filter: "next_look_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_payment_attempts_provider_reference",
                schema: "billing",
                table: "payment_attempts",
                column: "provider_reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_transfers_organization_id",
                schema: "billing",
                table: "bank_transfers",
                column: "organization_id");

            migrationBuilder.CreateIndex(
                name: "ix_bank_transfers_seller_id_bank_reference",
                schema: "billing",
                table: "bank_transfers",
                columns: new[] { "seller_id", "bank_reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_transfers_state",
                schema: "billing",
                table: "bank_transfers",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "ix_customer_notices_organization_id_key",
                schema: "billing",
                table: "customer_notices",
                columns: new[] { "organization_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_disputes_attempt_id",
                schema: "billing",
                table: "disputes",
                column: "attempt_id");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_organization_id",
                schema: "billing",
                table: "disputes",
                column: "organization_id");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_provider_reference",
                schema: "billing",
                table: "disputes",
                column: "provider_reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_dunning_cases_organization_id",
                schema: "billing",
                table: "dunning_cases",
                column: "organization_id",
                unique: true,
                filter: "closed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_dunning_steps_case_id_step",
                schema: "billing",
                table: "dunning_steps",
                columns: new[] { "case_id", "step" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_money_requests_attempt_id",
                schema: "billing",
                table: "money_requests",
                column: "attempt_id");

            migrationBuilder.CreateIndex(
                name: "ix_money_requests_next_look_at",
                schema: "billing",
                table: "money_requests",
                column: "next_look_at",
                filter: "next_look_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_money_requests_organization_id_operation_key",
                schema: "billing",
                table: "money_requests",
                columns: new[] { "organization_id", "operation_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_parkings_organization_id_reason",
                schema: "billing",
                table: "parkings",
                columns: new[] { "organization_id", "reason" },
                unique: true,
                filter: "until IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_stripe_customers_reference",
                schema: "billing",
                table: "stripe_customers",
                column: "reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_stripe_events_state_next_at",
                schema: "billing",
                table: "stripe_events",
                columns: new[] { "state", "next_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "auto_top_ups",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "bank_transfers",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "customer_notices",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "disputes",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "dunning_steps",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "money_requests",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "parkings",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "stripe_cursors",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "stripe_customers",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "stripe_events",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "dunning_cases",
                schema: "billing");

            migrationBuilder.DropIndex(
                name: "ix_payment_attempts_next_look_at",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropIndex(
                name: "ix_payment_attempts_provider_reference",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "automatic",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "looks",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "method",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "mismatch_of",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "next_look_at",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "on_page",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "payer",
                schema: "billing",
                table: "payment_attempts");
        }
    }
}
