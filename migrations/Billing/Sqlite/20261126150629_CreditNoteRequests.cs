using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Sqlite
{
    /// <inheritdoc />
    public partial class CreditNoteRequests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "invoice_id",
                table: "money_requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lines",
                table: "money_requests",
                type: "TEXT",
                maxLength: -1,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_money_requests_invoice_id",
                table: "money_requests",
                column: "invoice_id");

            migrationBuilder.AddForeignKey(
                name: "fk_money_requests_invoices_invoice_id",
                table: "money_requests",
                column: "invoice_id",
                principalTable: "invoices",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_money_requests_invoices_invoice_id",
                table: "money_requests");

            migrationBuilder.DropIndex(
                name: "ix_money_requests_invoice_id",
                table: "money_requests");

            migrationBuilder.DropColumn(
                name: "invoice_id",
                table: "money_requests");

            migrationBuilder.DropColumn(
                name: "lines",
                table: "money_requests");
        }
    }
}
