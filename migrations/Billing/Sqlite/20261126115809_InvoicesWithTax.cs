using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hostelry.Migrations.Billing.Sqlite
{
    /// <inheritdoc />
    public partial class InvoicesWithTax : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What is written once is rewritten here in the new form; the triggers come back when the migrations are done.
            foreach (var trigger in new[]
            {
                "invoices_update", "invoices_delete", "invoice_lines_insert", "invoice_lines_update",
                "invoice_lines_update_of_invoice_id", "invoice_lines_delete",
            })
            {
                migrationBuilder.Sql($"DROP TRIGGER IF EXISTS finalised_{trigger}");
            }

            migrationBuilder.DropIndex(
                name: "ix_ledger_accounts_legal_entity_id_currency_kind",
                table: "ledger_accounts");

            migrationBuilder.DropIndex(
                name: "ix_invoices_organization_id_period_start",
                table: "invoices");

            migrationBuilder.AddColumn<string>(
                name: "bank_name",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "bic",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "city",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "country",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 2,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "email",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "exemption_note",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "iban",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "payable_step",
                table: "legal_entities",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<int>(
                name: "payment_days",
                table: "legal_entities",
                type: "INTEGER",
                nullable: false,
                defaultValue: 14);

            migrationBuilder.AddColumn<string>(
                name: "phone",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "postal_code",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "region",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "registration",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "street",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "tax_number",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "tax_status",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "unset");

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "UTC");

            migrationBuilder.AddColumn<bool>(
                name: "uses_oss",
                table: "legal_entities",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "vat_id",
                table: "legal_entities",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "detail",
                table: "ledger_accounts",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "due_at",
                table: "invoices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "invoices",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "invoice");

            migrationBuilder.AddColumn<long>(
                name: "net_minor",
                table: "invoices",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "operation_key",
                table: "invoices",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "original_id",
                table: "invoices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "paid_at",
                table: "invoices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "invoices",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "rounding_minor",
                table: "invoices",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "tax_evidence",
                table: "invoices",
                type: "TEXT",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "tax_minor",
                table: "invoices",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "invoice_series",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "invoice");

            migrationBuilder.AddColumn<int>(
                name: "corrects_position",
                table: "invoice_lines",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "product_class",
                table: "invoice_lines",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "hosting");

            migrationBuilder.AddColumn<string>(
                name: "tax_category",
                table: "invoice_lines",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "outofscope");

            migrationBuilder.AddColumn<int>(
                name: "tax_rate_thousandths",
                table: "invoice_lines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "billing_profiles",
                columns: table => new
                {
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    street = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    postal_code = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    city = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    region = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    vat_id = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    email = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    reference = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_profiles", x => x.organization_id);
                    table.ForeignKey(
                        name: "fk_billing_profiles_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoice_settlements",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    invoice_id = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_settlements", x => x.id);
                    table.ForeignKey(
                        name: "fk_invoice_settlements_invoices_invoice_id",
                        column: x => x.invoice_id,
                        principalTable: "invoices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoice_taxes",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    invoice_id = table.Column<long>(type: "INTEGER", nullable: false),
                    category = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    rate_thousandths = table.Column<int>(type: "INTEGER", nullable: false),
                    country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    taxable_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    tax_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_taxes", x => x.id);
                    table.ForeignKey(
                        name: "fk_invoice_taxes_invoices_invoice_id",
                        column: x => x.invoice_id,
                        principalTable: "invoices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tax_certificates",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    valid_from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tax_certificates", x => x.id);
                    table.ForeignKey(
                        name: "fk_tax_certificates_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tax_rates",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    seller_id = table.Column<long>(type: "INTEGER", nullable: false),
                    country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    product_class = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    rate_thousandths = table.Column<int>(type: "INTEGER", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tax_rates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vat_checks",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_id = table.Column<long>(type: "INTEGER", nullable: false),
                    vat_id = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    checked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    consultation = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    registered_name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    trouble = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vat_checks", x => x.id);
                    table.ForeignKey(
                        name: "fk_vat_checks_customers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_transactions_legal_entity_id_booked_at",
                table: "ledger_transactions",
                columns: new[] { "legal_entity_id", "booked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_accounts_legal_entity_id_currency_kind_detail",
                table: "ledger_accounts",
                columns: new[] { "legal_entity_id", "currency", "kind", "detail" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invoices_legal_entity_id_issued_at",
                table: "invoices",
                columns: new[] { "legal_entity_id", "issued_at" });

            migrationBuilder.CreateIndex(
                name: "ix_invoices_open",
                table: "invoices",
                columns: new[] { "organization_id", "due_at" },
                filter: "state = 'finalised' AND kind <> 'creditnote'");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_organization_id_operation_key",
                table: "invoices",
                columns: new[] { "organization_id", "operation_key" },
                unique: true,
                filter: "operation_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_organization_id_period_start",
                table: "invoices",
                columns: new[] { "organization_id", "period_start" },
                unique: true,
                filter: "kind = 'invoice'");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_original_id",
                table: "invoices",
                column: "original_id");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_settlements_invoice_id",
                table: "invoice_settlements",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_taxes_invoice_id_category_rate_thousandths",
                table: "invoice_taxes",
                columns: new[] { "invoice_id", "category", "rate_thousandths" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_tax_certificates_organization_id_valid_to",
                table: "tax_certificates",
                columns: new[] { "organization_id", "valid_to" });

            migrationBuilder.CreateIndex(
                name: "ix_tax_rates_seller_id_country_product_class_valid_from",
                table: "tax_rates",
                columns: new[] { "seller_id", "country", "product_class", "valid_from" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vat_checks_organization_id_vat_id_id",
                table: "vat_checks",
                columns: new[] { "organization_id", "vat_id", "id" });

            migrationBuilder.AddForeignKey(
                name: "fk_invoices_invoices_original_id",
                table: "invoices",
                column: "original_id",
                principalTable: "invoices",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            // What was invoiced before was untaxed, and taken from the balance whole when it was issued.
            migrationBuilder.Sql(
                """
                INSERT INTO invoice_taxes
                  (organization_id, invoice_id, category, rate_thousandths, country, reason, taxable_minor, tax_minor, currency)
                SELECT organization_id, id, 'outofscope', 0, '', 'not_set_up', total_minor, 0, currency FROM invoices;
                INSERT INTO invoice_settlements (organization_id, invoice_id, kind, amount_minor, currency, at)
                SELECT organization_id, id, 'wallet', total_minor, currency, issued_at FROM invoices
                WHERE state = 'finalised' AND total_minor <> 0;
                UPDATE invoices SET net_minor = total_minor, due_at = issued_at;
                UPDATE invoices SET state = 'paid', paid_at = issued_at WHERE state = 'finalised';
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_invoices_invoices_original_id",
                table: "invoices");

            migrationBuilder.DropTable(
                name: "billing_profiles");

            migrationBuilder.DropTable(
                name: "invoice_settlements");

            migrationBuilder.DropTable(
                name: "invoice_taxes");

            migrationBuilder.DropTable(
                name: "tax_certificates");

            migrationBuilder.DropTable(
                name: "tax_rates");

            migrationBuilder.DropTable(
                name: "vat_checks");

            migrationBuilder.DropIndex(
                name: "ix_ledger_transactions_legal_entity_id_booked_at",
                table: "ledger_transactions");

            migrationBuilder.DropIndex(
                name: "ix_ledger_accounts_legal_entity_id_currency_kind_detail",
                table: "ledger_accounts");

            migrationBuilder.DropIndex(
                name: "ix_invoices_legal_entity_id_issued_at",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_open",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_organization_id_operation_key",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_organization_id_period_start",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_original_id",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "bank_name",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "bic",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "city",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "country",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "email",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "exemption_note",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "iban",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "payable_step",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "payment_days",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "phone",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "postal_code",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "region",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "registration",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "street",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "tax_number",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "tax_status",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "uses_oss",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "vat_id",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "detail",
                table: "ledger_accounts");

            migrationBuilder.DropColumn(
                name: "due_at",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "net_minor",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "operation_key",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "original_id",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "paid_at",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "rounding_minor",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "tax_evidence",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "tax_minor",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "invoice_series");

            migrationBuilder.DropColumn(
                name: "corrects_position",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "product_class",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "tax_category",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "tax_rate_thousandths",
                table: "invoice_lines");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_accounts_legal_entity_id_currency_kind",
                table: "ledger_accounts",
                columns: new[] { "legal_entity_id", "currency", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invoices_organization_id_period_start",
                table: "invoices",
                columns: new[] { "organization_id", "period_start" },
                unique: true);
        }
    }
}
