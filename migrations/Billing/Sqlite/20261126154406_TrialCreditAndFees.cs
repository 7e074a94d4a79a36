using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Sqlite
{
    /// <inheritdoc />
    public partial class TrialCreditAndFees : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "fee_booked_at",
                table: "payment_attempts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "has_trial_credit",
                table: "customers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "credit_days",
                table: "coupons",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "trial_credits",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    expired_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    expired_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trial_credits", x => x.id);
                    table.ForeignKey(
                        name: "fk_trial_credits_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "trial_uses",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    trial_credit_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    invoice_id = table.Column<long>(type: "INTEGER", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trial_uses", x => x.id);
                    table.ForeignKey(
                        name: "fk_trial_uses_trial_credits_trial_credit_id",
                        column: x => x.trial_credit_id,
                        principalTable: "trial_credits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_trial_credits_organization_id_expires_at",
                table: "trial_credits",
                columns: new[] { "organization_id", "expires_at" },
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_trial_uses_invoice_id",
                table: "trial_uses",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "ix_trial_uses_trial_credit_id",
                table: "trial_uses",
                column: "trial_credit_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "trial_uses");

            migrationBuilder.DropTable(
                name: "trial_credits");

            migrationBuilder.DropColumn(
                name: "fee_booked_at",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "has_trial_credit",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "credit_days",
                table: "coupons");
        }
    }
}
