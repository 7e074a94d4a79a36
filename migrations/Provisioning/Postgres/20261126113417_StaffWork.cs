using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hostelry.Migrations.Provisioning.Postgres
{
    /// <inheritdoc />
    public partial class StaffWork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "given_up_at",
                schema: "provisioning",
                table: "operations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "report",
                schema: "provisioning",
                table: "hosts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reported_at",
                schema: "provisioning",
                table: "hosts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "default_quotas",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    resource = table.Column<string>(type: "text", nullable: false),
                    limit = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_default_quotas", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "image_builds",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    image_id = table.Column<long>(type: "bigint", nullable: false),
                    host_id = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    log = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_image_builds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "offers",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    server_type_id = table.Column<long>(type: "bigint", nullable: false),
                    location_id = table.Column<long>(type: "bigint", nullable: false),
                    open = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_offers", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_default_quotas_seller_id_resource",
                schema: "provisioning",
                table: "default_quotas",
                columns: new[] { "seller_id", "resource" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_image_builds_state_id",
                schema: "provisioning",
                table: "image_builds",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_offers_server_type_id_location_id",
                schema: "provisioning",
                table: "offers",
                columns: new[] { "server_type_id", "location_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "default_quotas",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "image_builds",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "offers",
                schema: "provisioning");

            migrationBuilder.DropColumn(
                name: "given_up_at",
                schema: "provisioning",
                table: "operations");

            migrationBuilder.DropColumn(
                name: "report",
                schema: "provisioning",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "reported_at",
                schema: "provisioning",
                table: "hosts");
        }
    }
}
