using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hostelry.Migrations.Billing.Postgres
{
    /// <inheritdoc />
    public partial class TrialCreditAndFees : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "fee_booked_at",
                schema: "billing",
                table: "payment_attempts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "has_trial_credit",
                schema: "billing",
                table: "customers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "credit_days",
                schema: "billing",
                table: "coupons",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "trial_credits",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_minor = table.Column<long>(type: "bigint", nullable: false),
                    expired_minor = table.Column<long>(type: "bigint", nullable: false),
                    expired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trial_credits", x => x.id);
                    table.ForeignKey(
                        name: "fk_trial_credits_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "trial_uses",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    trial_credit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<long>(type: "bigint", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trial_uses", x => x.id);
                    table.ForeignKey(
                        name: "fk_trial_uses_trial_credits_trial_credit_id",
                        column: x => x.trial_credit_id,
                        principalSchema: "billing",
                        principalTable: "trial_credits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_trial_credits_organization_id_expires_at",
                schema: "billing",
                table: "trial_credits",
                columns: new[] { "organization_id", "expires_at" },
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_trial_uses_invoice_id",
                schema: "billing",
                table: "trial_uses",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "ix_trial_uses_trial_credit_id",
                schema: "billing",
                table: "trial_uses",
                column: "trial_credit_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "trial_uses",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "trial_credits",
                schema: "billing");

            migrationBuilder.DropColumn(
                name: "fee_booked_at",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "has_trial_credit",
                schema: "billing",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "credit_days",
                schema: "billing",
                table: "coupons");
        }
    }
}
