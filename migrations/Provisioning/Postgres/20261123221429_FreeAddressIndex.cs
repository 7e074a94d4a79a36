using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Provisioning.Postgres
{
    /// <inheritdoc />
    public partial class FreeAddressIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_addresses_pool_id_released_at",
                schema: "provisioning",
                table: "addresses",
                columns: new[] { "pool_id", "released_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_addresses_pool_id_released_at",
                schema: "provisioning",
                table: "addresses");
        }
    }
}
