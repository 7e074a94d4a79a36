using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Identity.Sqlite
{
    /// <inheritdoc />
    public partial class TokenMakerAndStaffSession : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "staff_organization_id",
                table: "sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "made_by",
                table: "api_tokens",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "staff_organization_id",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "made_by",
                table: "api_tokens");
        }
    }
}
