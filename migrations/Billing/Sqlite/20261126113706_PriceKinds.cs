using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Sqlite
{
    /// <inheritdoc />
    public partial class PriceKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "committed_until",
                table: "subscriptions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "of_subscription_id",
                table: "subscriptions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "quantity",
                table: "subscription_items",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<long>(
                name: "allowance",
                table: "prices",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "commitment_months",
                table: "prices",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "prices",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "hour");

            migrationBuilder.AddColumn<bool>(
                name: "pooled",
                table: "prices",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "unit_size",
                table: "prices",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<long>(
                name: "included",
                table: "invoice_lines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "invoice_lines",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "hour");

            migrationBuilder.AddColumn<long>(
                name: "measured",
                table: "invoice_lines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "quantity",
                table: "invoice_lines",
                type: "TEXT",
                precision: 28,
                scale: 9,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "redemption_id",
                table: "invoice_lines",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "alarms",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    subject = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: true),
                    detail = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    raised_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    times = table.Column<long>(type: "INTEGER", nullable: false),
                    cleared_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alarms", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "price_tiers",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    price_id = table.Column<long>(type: "INTEGER", nullable: false),
                    from_units = table.Column<long>(type: "INTEGER", nullable: false),
                    unit_nano = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_tiers", x => x.id);
                    table.ForeignKey(
                        name: "fk_price_tiers_prices_price_id",
                        column: x => x.price_id,
                        principalTable: "prices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_alarms_code_subject",
                table: "alarms",
                columns: new[] { "code", "subject" },
                unique: true,
                filter: "cleared_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_price_tiers_price_id_from_units",
                table: "price_tiers",
                columns: new[] { "price_id", "from_units" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alarms");

            migrationBuilder.DropTable(
                name: "price_tiers");

            migrationBuilder.DropColumn(
                name: "committed_until",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "of_subscription_id",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "quantity",
                table: "subscription_items");

            migrationBuilder.DropColumn(
                name: "allowance",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "commitment_months",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "pooled",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "unit_size",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "included",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "measured",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "quantity",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "redemption_id",
                table: "invoice_lines");
        }
    }
}
