using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Provisioning.Postgres
{
    /// <inheritdoc />
    public partial class ServersOfAnOrganization : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_servers_organization_id",
                schema: "provisioning",
                table: "servers");

            migrationBuilder.CreateIndex(
                name: "ix_servers_organization_id_deleted_at",
                schema: "provisioning",
                table: "servers",
                columns: new[] { "organization_id", "deleted_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_servers_organization_id_deleted_at",
                schema: "provisioning",
                table: "servers");

            migrationBuilder.CreateIndex(
                name: "ix_servers_organization_id",
                schema: "provisioning",
                table: "servers",
                column: "organization_id");
        }
    }
}
