using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Sqlite
{
    /// <inheritdoc />
    public partial class Usage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "has_coupons",
                table: "customers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "has_usage",
                table: "customers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "coupons",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    off_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    months = table.Column<int>(type: "INTEGER", nullable: true),
                    product_prefix = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    valid_from = table.Column<long>(type: "INTEGER", nullable: false),
                    valid_until = table.Column<long>(type: "INTEGER", nullable: true),
                    most_uses = table.Column<int>(type: "INTEGER", nullable: true),
                    most_uses_per_customer = table.Column<int>(type: "INTEGER", nullable: false),
                    uses = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coupons", x => x.id);
                    table.CheckConstraint("ck_coupons_uses", "most_uses IS NULL OR uses <= most_uses");
                });

            migrationBuilder.CreateTable(
                name: "meters",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    unit = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    resource_kind = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_meters", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "price_changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    price_id = table.Column<long>(type: "INTEGER", nullable: false),
                    announced_at = table.Column<long>(type: "INTEGER", nullable: false),
                    change_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_price_changes_prices_price_id",
                        column: x => x.price_id,
                        principalTable: "prices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "usage_hours",
                columns: table => new
                {
                    subscription_id = table.Column<long>(type: "INTEGER", nullable: false),
                    meter_id = table.Column<long>(type: "INTEGER", nullable: false),
                    hour_at = table.Column<long>(type: "INTEGER", nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    quantity = table.Column<long>(type: "INTEGER", nullable: false),
                    records = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_hours", x => new { x.subscription_id, x.meter_id, x.hour_at });
                });

            migrationBuilder.CreateTable(
                name: "usage_late_hours",
                columns: table => new
                {
                    subscription_id = table.Column<long>(type: "INTEGER", nullable: false),
                    meter_id = table.Column<long>(type: "INTEGER", nullable: false),
                    hour_at = table.Column<long>(type: "INTEGER", nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_late_hours", x => new { x.subscription_id, x.meter_id, x.hour_at });
                });

            migrationBuilder.CreateTable(
                name: "usage_months",
                columns: table => new
                {
                    subscription_id = table.Column<long>(type: "INTEGER", nullable: false),
                    meter_id = table.Column<long>(type: "INTEGER", nullable: false),
                    month_at = table.Column<long>(type: "INTEGER", nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    quantity = table.Column<long>(type: "INTEGER", nullable: false),
                    came_late = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_months", x => new { x.subscription_id, x.meter_id, x.month_at });
                });

            migrationBuilder.CreateTable(
                name: "usage_progress",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_progress", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "usage_records",
                columns: table => new
                {
                    source = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    record_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    subscription_id = table.Column<long>(type: "INTEGER", nullable: false),
                    meter_id = table.Column<long>(type: "INTEGER", nullable: false),
                    hour_at = table.Column<long>(type: "INTEGER", nullable: false),
                    from_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seconds = table.Column<int>(type: "INTEGER", nullable: false),
                    quantity = table.Column<long>(type: "INTEGER", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_records", x => new { x.source, x.record_id });
                });

            migrationBuilder.CreateTable(
                name: "coupon_redemptions",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    coupon_id = table.Column<long>(type: "INTEGER", nullable: false),
                    nth = table.Column<int>(type: "INTEGER", nullable: false),
                    redeemed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coupon_redemptions", x => x.id);
                    table.ForeignKey(
                        name: "fk_coupon_redemptions_coupons_coupon_id",
                        column: x => x.coupon_id,
                        principalTable: "coupons",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_coupon_redemptions_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_coupon_redemptions_coupon_id",
                table: "coupon_redemptions",
                column: "coupon_id");

            migrationBuilder.CreateIndex(
                name: "ix_coupon_redemptions_organization_id_coupon_id_nth",
                table: "coupon_redemptions",
                columns: new[] { "organization_id", "coupon_id", "nth" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_coupons_seller_id_code",
                table: "coupons",
                columns: new[] { "seller_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_meters_seller_id_code",
                table: "meters",
                columns: new[] { "seller_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_price_changes_price_id",
                table: "price_changes",
                column: "price_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_usage_hours_hour_at",
                table: "usage_hours",
                column: "hour_at");

            migrationBuilder.CreateIndex(
                name: "ix_usage_months_month_at",
                table: "usage_months",
                column: "month_at",
                filter: "came_late = 1");

            migrationBuilder.CreateIndex(
                name: "ix_usage_months_organization_id_month_at",
                table: "usage_months",
                columns: new[] { "organization_id", "month_at" });

            migrationBuilder.CreateIndex(
                name: "ix_usage_records_hour_at",
                table: "usage_records",
                column: "hour_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "coupon_redemptions");

            migrationBuilder.DropTable(
                name: "meters");

            migrationBuilder.DropTable(
                name: "price_changes");

            migrationBuilder.DropTable(
                name: "usage_hours");

            migrationBuilder.DropTable(
                name: "usage_late_hours");

            migrationBuilder.DropTable(
                name: "usage_months");

            migrationBuilder.DropTable(
                name: "usage_progress");

            migrationBuilder.DropTable(
                name: "usage_records");

            migrationBuilder.DropTable(
                name: "coupons");

            migrationBuilder.DropColumn(
                name: "has_coupons",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "has_usage",
                table: "customers");
        }
    }
}
