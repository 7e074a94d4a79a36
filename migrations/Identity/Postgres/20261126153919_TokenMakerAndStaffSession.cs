using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Identity.Postgres
{
    /// <inheritdoc />
    public partial class TokenMakerAndStaffSession : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "staff_organization_id",
                schema: "identity",
                table: "sessions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "made_by",
                schema: "identity",
                table: "api_tokens",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "staff_organization_id",
                schema: "identity",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "made_by",
                schema: "identity",
                table: "api_tokens");
        }
    }
}
