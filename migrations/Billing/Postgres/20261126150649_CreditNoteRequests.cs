using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Postgres
{
    /// <inheritdoc />
    public partial class CreditNoteRequests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "invoice_id",
                schema: "billing",
                table: "money_requests",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lines",
                schema: "billing",
                table: "money_requests",
                type: "text",
                maxLength: -1,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_money_requests_invoice_id",
                schema: "billing",
                table: "money_requests",
                column: "invoice_id");

            migrationBuilder.AddForeignKey(
                name: "fk_money_requests_invoices_invoice_id",
                schema: "billing",
                table: "money_requests",
                column: "invoice_id",
                principalSchema: "billing",
                principalTable: "invoices",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_money_requests_invoices_invoice_id",
                schema: "billing",
                table: "money_requests");

            migrationBuilder.DropIndex(
                name: "ix_money_requests_invoice_id",
                schema: "billing",
                table: "money_requests");

            migrationBuilder.DropColumn(
                name: "invoice_id",
                schema: "billing",
                table: "money_requests");

            migrationBuilder.DropColumn(
                name: "lines",
                schema: "billing",
                table: "money_requests");
        }
    }
}
