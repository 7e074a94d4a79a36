using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Provisioning.Sqlite
{
    /// <inheritdoc />
    public partial class ServersOfAnOrganization : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_servers_organization_id",
                table: "servers");

            migrationBuilder.CreateIndex(
                name: "ix_servers_organization_id_deleted_at",
                table: "servers",
                columns: new[] { "organization_id", "deleted_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_servers_organization_id_deleted_at",
                table: "servers");

            migrationBuilder.CreateIndex(
                name: "ix_servers_organization_id",
                table: "servers",
                column: "organization_id");
        }
    }
}
