using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Postgres
{
    /// <inheritdoc />
    public partial class PaymentMismatch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_payment_attempts_created_at",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.AddColumn<string>(
                name: "reported_currency",
                schema: "billing",
                table: "payment_attempts",
                type: "character varying(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reported_minor",
                schema: "billing",
                table: "payment_attempts",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "reported_currency",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "reported_minor",
                schema: "billing",
                table: "payment_attempts");

            migrationBuilder.CreateIndex(
                name: "ix_payment_attempts_created_at",
                schema: "billing",
                table: "payment_attempts",
                column: "created_at",
                filter: "state = 'unknown'");
        }
    }
}
