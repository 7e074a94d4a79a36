using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Sqlite
{
    /// <inheritdoc />
    public partial class Payments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "automatic",
                table: "payment_attempts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "looks",
                table: "payment_attempts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "method",
                table: "payment_attempts",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mismatch_of",
                table: "payment_attempts",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "next_look_at",
                table: "payment_attempts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "on_page",
                table: "payment_attempts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "payer",
                table: "payment_attempts",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "auto_top_ups",
                columns: table => new
                {
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    threshold_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    monthly_maximum_minor = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_auto_top_ups", x => x.organization_id);
                    table.ForeignKey(
                        name: "fk_auto_top_ups_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_transfers",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    bank_reference = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: true),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    text = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    booked_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    recorded_at = table.Column<long>(type: "INTEGER", nullable: false),
                    recorded_by = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    decided_by = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_transfers", x => x.id);
                    table.ForeignKey(
                        name: "fk_bank_transfers_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "customer_notices",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    values = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_notices", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "disputes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    attempt_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    provider_reference = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    fee_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disputes", x => x.id);
                    table.ForeignKey(
                        name: "fk_disputes_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_disputes_payment_attempts_attempt_id",
                        column: x => x.attempt_id,
                        principalTable: "payment_attempts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "dunning_cases",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dunning_cases", x => x.id);
                    table.ForeignKey(
                        name: "fk_dunning_cases_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "money_requests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    operation_key = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    attempt_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    requested_by = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    decided_by = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    provider_reference = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true),
                    failure_code = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true),
                    next_look_at = table.Column<long>(type: "INTEGER", nullable: true),
                    looks = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_money_requests", x => x.id);
                    table.ForeignKey(
                        name: "fk_money_requests_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_money_requests_payment_attempts_attempt_id",
                        column: x => x.attempt_id,
                        principalTable: "payment_attempts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "parkings",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                    released_by = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_parkings", x => x.id);
                    table.ForeignKey(
                        name: "fk_parkings_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stripe_cursors",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    compared_until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stripe_cursors", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "stripe_customers",
                columns: table => new
                {
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    livemode = table.Column<bool>(type: "INTEGER", nullable: false),
                    reference = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stripe_customers", x => new { x.organization_id, x.livemode });
                    table.ForeignKey(
                        name: "fk_stripe_customers_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stripe_events",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    type = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    body = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    source = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    handled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    next_at = table.Column<long>(type: "INTEGER", nullable: false),
                    tries = table.Column<int>(type: "INTEGER", nullable: false),
                    problem = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stripe_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dunning_steps",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    case_id = table.Column<long>(type: "INTEGER", nullable: false),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    act = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    outcome = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dunning_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_dunning_steps_dunning_cases_case_id",
                        column: x => x.case_id,
                        principalTable: "dunning_cases",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_payment_attempts_next_look_at",
                table: "payment_attempts",
                column: "next_look_at",
                filter: "next_look_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_payment_attempts_provider_reference",
                table: "payment_attempts",
                column: "provider_reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_transfers_organization_id",
                table: "bank_transfers",
                column: "organization_id");

            migrationBuilder.CreateIndex(
                name: "ix_bank_transfers_seller_id_bank_reference",
                table: "bank_transfers",
                columns: new[] { "seller_id", "bank_reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_transfers_state",
                table: "bank_transfers",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "ix_customer_notices_organization_id_key",
                table: "customer_notices",
                columns: new[] { "organization_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_disputes_attempt_id",
                table: "disputes",
                column: "attempt_id");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_organization_id",
                table: "disputes",
                column: "organization_id");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_provider_reference",
                table: "disputes",
                column: "provider_reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_dunning_cases_organization_id",
                table: "dunning_cases",
                column: "organization_id",
                unique: true,
                filter: "closed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_dunning_steps_case_id_step",
                table: "dunning_steps",
                columns: new[] { "case_id", "step" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_money_requests_attempt_id",
                table: "money_requests",
                column: "attempt_id");

            migrationBuilder.CreateIndex(
                name: "ix_money_requests_next_look_at",
                table: "money_requests",
                column: "next_look_at",
                filter: "next_look_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_money_requests_organization_id_operation_key",
                table: "money_requests",
                columns: new[] { "organization_id", "operation_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_parkings_organization_id_reason",
                table: "parkings",
                columns: new[] { "organization_id", "reason" },
                unique: true,
                filter: "until IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_stripe_customers_reference",
                table: "stripe_customers",
                column: "reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_stripe_events_state_next_at",
                table: "stripe_events",
                columns: new[] { "state", "next_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "auto_top_ups");

            migrationBuilder.DropTable(
                name: "bank_transfers");

            migrationBuilder.DropTable(
                name: "customer_notices");

            migrationBuilder.DropTable(
                name: "disputes");

            migrationBuilder.DropTable(
                name: "dunning_steps");

            migrationBuilder.DropTable(
                name: "money_requests");

            migrationBuilder.DropTable(
                name: "parkings");

            migrationBuilder.DropTable(
                name: "stripe_cursors");

            migrationBuilder.DropTable(
                name: "stripe_customers");

            migrationBuilder.DropTable(
                name: "stripe_events");

            migrationBuilder.DropTable(
                name: "dunning_cases");

            migrationBuilder.DropIndex(
                name: "ix_payment_attempts_next_look_at",
                table: "payment_attempts");

            migrationBuilder.DropIndex(
                name: "ix_payment_attempts_provider_reference",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "automatic",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "looks",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "method",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "mismatch_of",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "next_look_at",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "on_page",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "payer",
                table: "payment_attempts");
        }
    }
}
