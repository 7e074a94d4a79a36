using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Provisioning.Sqlite
{
    /// <inheritdoc />
    public partial class StaffWork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "given_up_at",
                table: "operations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "report",
                table: "hosts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reported_at",
                table: "hosts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "default_quotas",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    resource = table.Column<string>(type: "TEXT", nullable: false),
                    limit = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_default_quotas", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "image_builds",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    image_id = table.Column<long>(type: "INTEGER", nullable: false),
                    host_id = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    log = table.Column<string>(type: "TEXT", nullable: false),
                    problem = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_image_builds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "offers",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    server_type_id = table.Column<long>(type: "INTEGER", nullable: false),
                    location_id = table.Column<long>(type: "INTEGER", nullable: false),
                    open = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_offers", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_default_quotas_seller_id_resource",
                table: "default_quotas",
                columns: new[] { "seller_id", "resource" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_image_builds_state_id",
                table: "image_builds",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_offers_server_type_id_location_id",
                table: "offers",
                columns: new[] { "server_type_id", "location_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "default_quotas");

            migrationBuilder.DropTable(
                name: "image_builds");

            migrationBuilder.DropTable(
                name: "offers");

            migrationBuilder.DropColumn(
                name: "given_up_at",
                table: "operations");

            migrationBuilder.DropColumn(
                name: "report",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "reported_at",
                table: "hosts");
        }
    }
}
