using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Sqlite
{
    /// <inheritdoc />
    public partial class BooksAndLogos : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "legal_entity_logos",
                columns: table => new
                {
                    legal_entity_id = table.Column<long>(type: "INTEGER", nullable: false),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    png = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_legal_entity_logos", x => x.legal_entity_id);
                    table.ForeignKey(
                        name: "fk_legal_entity_logos_legal_entities_legal_entity_id",
                        column: x => x.legal_entity_id,
                        principalTable: "legal_entities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "verification_passes",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: false),
                    breaches = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verification_passes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_verification_passes_started_at",
                table: "verification_passes",
                column: "started_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "legal_entity_logos");

            migrationBuilder.DropTable(
                name: "verification_passes");
        }
    }
}
