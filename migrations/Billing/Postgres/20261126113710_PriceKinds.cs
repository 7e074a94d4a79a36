using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hostelry.Migrations.Billing.Postgres
{
    /// <inheritdoc />
    public partial class PriceKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "committed_until",
                schema: "billing",
                table: "subscriptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "of_subscription_id",
                schema: "billing",
                table: "subscriptions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "quantity",
                schema: "billing",
                table: "subscription_items",
                type: "bigint",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<long>(
                name: "allowance",
                schema: "billing",
                table: "prices",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "commitment_months",
                schema: "billing",
                table: "prices",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                schema: "billing",
                table: "prices",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                defaultValue: "hour");

            migrationBuilder.AddColumn<bool>(
                name: "pooled",
                schema: "billing",
                table: "prices",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "unit_size",
                schema: "billing",
                table: "prices",
                type: "bigint",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<long>(
                name: "included",
                schema: "billing",
                table: "invoice_lines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                schema: "billing",
                table: "invoice_lines",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                defaultValue: "hour");

            migrationBuilder.AddColumn<long>(
                name: "measured",
                schema: "billing",
                table: "invoice_lines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "quantity",
                schema: "billing",
                table: "invoice_lines",
                type: "numeric(28,9)",
                precision: 28,
                scale: 9,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "redemption_id",
                schema: "billing",
                table: "invoice_lines",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "alarms",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: true),
                    detail = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    times = table.Column<long>(type: "bigint", nullable: false),
                    cleared_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alarms", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "price_tiers",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    price_id = table.Column<long>(type: "bigint", nullable: false),
                    from_units = table.Column<long>(type: "bigint", nullable: false),
                    unit_nano = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_tiers", x => x.id);
                    table.ForeignKey(
                        name: "fk_price_tiers_prices_price_id",
                        column: x => x.price_id,
                        principalSchema: "billing",
                        principalTable: "prices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_alarms_code_subject",
                schema: "billing",
                table: "alarms",
                columns: new[] { "code", "subject" },
                unique: true,
                filter: "cleared_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_price_tiers_price_id_from_units",
                schema: "billing",
                table: "price_tiers",
                columns: new[] { "price_id", "from_units" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alarms",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "price_tiers",
                schema: "billing");

            migrationBuilder.DropColumn(
                name: "committed_until",
                schema: "billing",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "of_subscription_id",
                schema: "billing",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "quantity",
                schema: "billing",
                table: "subscription_items");

            migrationBuilder.DropColumn(
                name: "allowance",
                schema: "billing",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "commitment_months",
                schema: "billing",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "kind",
                schema: "billing",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "pooled",
                schema: "billing",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "unit_size",
                schema: "billing",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "included",
                schema: "billing",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "kind",
                schema: "billing",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "measured",
                schema: "billing",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "quantity",
                schema: "billing",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "redemption_id",
                schema: "billing",
                table: "invoice_lines");
        }
    }
}
