using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Identity.Sqlite
{
    /// <inheritdoc />
    public partial class LastSecondFactorStep : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "last_second_factor",
                table: "users");

            migrationBuilder.AddColumn<long>(
                name: "last_second_factor_step",
                table: "users",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "last_second_factor_step",
                table: "users");

            migrationBuilder.AddColumn<byte[]>(
                name: "last_second_factor",
                table: "users",
                type: "BLOB",
                nullable: true);
        }
    }
}
