using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Identity.Postgres
{
    /// <inheritdoc />
    public partial class LastSecondFactorStep : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "last_second_factor",
                schema: "identity",
                table: "users");

            migrationBuilder.AddColumn<long>(
                name: "last_second_factor_step",
                schema: "identity",
                table: "users",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "last_second_factor_step",
                schema: "identity",
                table: "users");

            migrationBuilder.AddColumn<byte[]>(
                name: "last_second_factor",
                schema: "identity",
                table: "users",
                type: "bytea",
                nullable: true);
        }
    }
}
