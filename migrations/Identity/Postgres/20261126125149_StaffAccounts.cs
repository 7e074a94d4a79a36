using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hostelry.Migrations.Identity.Postgres
{
    /// <inheritdoc />
    public partial class StaffAccounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "email",
                schema: "identity",
                table: "setup_links",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "role",
                schema: "identity",
                table: "setup_links",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "announcements",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    title_en = table.Column<string>(type: "text", nullable: false),
                    title_ru = table.Column<string>(type: "text", nullable: false),
                    text_en = table.Column<string>(type: "text", nullable: false),
                    text_ru = table.Column<string>(type: "text", nullable: false),
                    shown_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    shown_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_announcements", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_announcements_shown_to",
                schema: "identity",
                table: "announcements",
                column: "shown_to");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "announcements",
                schema: "identity");

            migrationBuilder.DropColumn(
                name: "email",
                schema: "identity",
                table: "setup_links");

            migrationBuilder.DropColumn(
                name: "role",
                schema: "identity",
                table: "setup_links");
        }
    }
}
