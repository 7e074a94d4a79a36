using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hostelry.Migrations.Billing.Postgres
{
    /// <inheritdoc />
    public partial class Usage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "has_coupons",
                schema: "billing",
                table: "customers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "has_usage",
                schema: "billing",
                table: "customers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "coupons",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    off_nano = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    months = table.Column<int>(type: "integer", nullable: true),
                    product_prefix = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    most_uses = table.Column<int>(type: "integer", nullable: true),
                    most_uses_per_customer = table.Column<int>(type: "integer", nullable: false),
                    uses = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coupons", x => x.id);
                    table.CheckConstraint("ck_coupons_uses", "most_uses IS NULL OR uses <= most_uses");
                });

            migrationBuilder.CreateTable(
                name: "meters",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    unit = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    resource_kind = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_meters", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "price_changes",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    price_id = table.Column<long>(type: "bigint", nullable: false),
                    announced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    change_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_price_changes_prices_price_id",
                        column: x => x.price_id,
                        principalSchema: "billing",
                        principalTable: "prices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "usage_hours",
                schema: "billing",
                columns: table => new
                {
                    subscription_id = table.Column<long>(type: "bigint", nullable: false),
                    meter_id = table.Column<long>(type: "bigint", nullable: false),
                    hour_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    quantity = table.Column<long>(type: "bigint", nullable: false),
                    records = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_hours", x => new { x.subscription_id, x.meter_id, x.hour_at });
                });

            migrationBuilder.CreateTable(
                name: "usage_late_hours",
                schema: "billing",
                columns: table => new
                {
                    subscription_id = table.Column<long>(type: "bigint", nullable: false),
                    meter_id = table.Column<long>(type: "bigint", nullable: false),
                    hour_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_late_hours", x => new { x.subscription_id, x.meter_id, x.hour_at });
                });

            migrationBuilder.CreateTable(
                name: "usage_months",
                schema: "billing",
                columns: table => new
                {
                    subscription_id = table.Column<long>(type: "bigint", nullable: false),
                    meter_id = table.Column<long>(type: "bigint", nullable: false),
                    month_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    quantity = table.Column<long>(type: "bigint", nullable: false),
                    came_late = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_months", x => new { x.subscription_id, x.meter_id, x.month_at });
                });

            migrationBuilder.CreateTable(
                name: "usage_progress",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    closed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_progress", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "usage_records",
                schema: "billing",
                columns: table => new
                {
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    record_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    subscription_id = table.Column<long>(type: "bigint", nullable: false),
                    meter_id = table.Column<long>(type: "bigint", nullable: false),
                    hour_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    from_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seconds = table.Column<int>(type: "integer", nullable: false),
                    quantity = table.Column<long>(type: "bigint", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_records", x => new { x.source, x.record_id });
                });

            migrationBuilder.CreateTable(
                name: "coupon_redemptions",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    coupon_id = table.Column<long>(type: "bigint", nullable: false),
                    nth = table.Column<int>(type: "integer", nullable: false),
                    redeemed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coupon_redemptions", x => x.id);
                    table.ForeignKey(
                        name: "fk_coupon_redemptions_coupons_coupon_id",
                        column: x => x.coupon_id,
                        principalSchema: "billing",
                        principalTable: "coupons",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_coupon_redemptions_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_coupon_redemptions_coupon_id",
                schema: "billing",
                table: "coupon_redemptions",
                column: "coupon_id");

            migrationBuilder.CreateIndex(
                name: "ix_coupon_redemptions_organization_id_coupon_id_nth",
                schema: "billing",
                table: "coupon_redemptions",
                columns: new[] { "organization_id", "coupon_id", "nth" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_coupons_seller_id_code",
                schema: "billing",
                table: "coupons",
                columns: new[] { "seller_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_meters_seller_id_code",
                schema: "billing",
                table: "meters",
                columns: new[] { "seller_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_price_changes_price_id",
                schema: "billing",
                table: "price_changes",
                column: "price_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_usage_hours_hour_at",
                schema: "billing",
                table: "usage_hours",
                column: "hour_at");

            migrationBuilder.CreateIndex(
                name: "ix_usage_months_month_at",
                schema: "billing",
                table: "usage_months",
                column: "month_at",
                filter: "came_late");

            migrationBuilder.CreateIndex(
                name: "ix_usage_months_organization_id_month_at",
                schema: "billing",
                table: "usage_months",
                columns: new[] { "organization_id", "month_at" });

            migrationBuilder.CreateIndex(
                name: "ix_usage_records_hour_at",
                schema: "billing",
                table: "usage_records",
                column: "hour_at")
                .Annotation("Npgsql:IndexMethod", "brin");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "coupon_redemptions",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "meters",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "price_changes",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "usage_hours",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "usage_late_hours",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "usage_months",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "usage_progress",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "usage_records",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "coupons",
                schema: "billing");

            migrationBuilder.DropColumn(
                name: "has_coupons",
                schema: "billing",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "has_usage",
                schema: "billing",
                table: "customers");
        }
    }
}
