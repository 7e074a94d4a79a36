using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Sqlite
{
    /// <inheritdoc />
    public partial class PaymentMismatch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_payment_attempts_created_at",
                table: "payment_attempts");

            migrationBuilder.AddColumn<string>(
                name: "reported_currency",
                table: "payment_attempts",
                type: "TEXT",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reported_minor",
                table: "payment_attempts",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "reported_currency",
                table: "payment_attempts");

            migrationBuilder.DropColumn(
                name: "reported_minor",
                table: "payment_attempts");

            migrationBuilder.CreateIndex(
                name: "ix_payment_attempts_created_at",
                table: "payment_attempts",
                column: "created_at",
                filter: "state = 'unknown'");
        }
    }
}
