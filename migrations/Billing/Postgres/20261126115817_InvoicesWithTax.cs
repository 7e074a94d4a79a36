using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hostelry.Migrations.Billing.Postgres
{
    /// <inheritdoc />
    public partial class InvoicesWithTax : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What is written once is rewritten here in the new form, all organizations' rows; triggers and forced row-level
            // security come back when the migrations are done.
            migrationBuilder.Sql(
                """
                DROP TRIGGER IF EXISTS finalised ON billing.invoices;
                DROP TRIGGER IF EXISTS finalised ON billing.invoice_lines;
                ALTER TABLE billing.invoices NO FORCE ROW LEVEL SECURITY;
                ALTER TABLE billing.invoice_lines NO FORCE ROW LEVEL SECURITY;
                """);

            migrationBuilder.DropIndex(
                name: "ix_ledger_accounts_legal_entity_id_currency_kind",
                schema: "billing",
                table: "ledger_accounts");

            migrationBuilder.DropIndex(
                name: "ix_invoices_organization_id_period_start",
                schema: "billing",
                table: "invoices");

            migrationBuilder.AddColumn<string>(
                name: "bank_name",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "bic",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "city",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "country",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(2)",
                maxLength: 2,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "email",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "exemption_note",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "iban",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "payable_step",
                schema: "billing",
                table: "legal_entities",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<int>(
                name: "payment_days",
                schema: "billing",
                table: "legal_entities",
                type: "integer",
                nullable: false,
                defaultValue: 14);

            migrationBuilder.AddColumn<string>(
                name: "phone",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "postal_code",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "region",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "registration",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "street",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "tax_number",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "tax_status",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                defaultValue: "unset");

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "UTC");

            migrationBuilder.AddColumn<bool>(
                name: "uses_oss",
                schema: "billing",
                table: "legal_entities",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "vat_id",
                schema: "billing",
                table: "legal_entities",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "detail",
                schema: "billing",
                table: "ledger_accounts",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "due_at",
                schema: "billing",
                table: "invoices",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                schema: "billing",
                table: "invoices",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                defaultValue: "invoice");

            migrationBuilder.AddColumn<long>(
                name: "net_minor",
                schema: "billing",
                table: "invoices",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "operation_key",
                schema: "billing",
                table: "invoices",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "original_id",
                schema: "billing",
                table: "invoices",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "paid_at",
                schema: "billing",
                table: "invoices",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                schema: "billing",
                table: "invoices",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "rounding_minor",
                schema: "billing",
                table: "invoices",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "tax_evidence",
                schema: "billing",
                table: "invoices",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "tax_minor",
                schema: "billing",
                table: "invoices",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                schema: "billing",
                table: "invoice_series",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                defaultValue: "invoice");

            migrationBuilder.AddColumn<int>(
                name: "corrects_position",
                schema: "billing",
                table: "invoice_lines",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "product_class",
                schema: "billing",
                table: "invoice_lines",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "hosting");

            migrationBuilder.AddColumn<string>(
                name: "tax_category",
                schema: "billing",
                table: "invoice_lines",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                defaultValue: "outofscope");

            migrationBuilder.AddColumn<int>(
                name: "tax_rate_thousandths",
                schema: "billing",
                table: "invoice_lines",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "billing_profiles",
                schema: "billing",
                columns: table => new
                {
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    street = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    postal_code = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    city = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    region = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    country = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    vat_id = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    email = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    reference = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_profiles", x => x.organization_id);
                    table.ForeignKey(
                        name: "fk_billing_profiles_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoice_settlements",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    invoice_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_settlements", x => x.id);
                    table.ForeignKey(
                        name: "fk_invoice_settlements_invoices_invoice_id",
                        column: x => x.invoice_id,
                        principalSchema: "billing",
                        principalTable: "invoices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoice_taxes",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    invoice_id = table.Column<long>(type: "bigint", nullable: false),
                    category = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    rate_thousandths = table.Column<int>(type: "integer", nullable: false),
                    country = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    reason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    taxable_minor = table.Column<long>(type: "bigint", nullable: false),
                    tax_minor = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_taxes", x => x.id);
                    table.ForeignKey(
                        name: "fk_invoice_taxes_invoices_invoice_id",
                        column: x => x.invoice_id,
                        principalSchema: "billing",
                        principalTable: "invoices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tax_certificates",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: false),
                    actor = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tax_certificates", x => x.id);
                    table.ForeignKey(
                        name: "fk_tax_certificates_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tax_rates",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    country = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    product_class = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    rate_thousandths = table.Column<int>(type: "integer", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tax_rates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vat_checks",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    vat_id = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    consultation = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    registered_name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    trouble = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vat_checks", x => x.id);
                    table.ForeignKey(
                        name: "fk_vat_checks_customers_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "billing",
                        principalTable: "customers",
                        principalColumn: "organization_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_transactions_legal_entity_id_booked_at",
                schema: "billing",
                table: "ledger_transactions",
                columns: new[] { "legal_entity_id", "booked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_accounts_legal_entity_id_currency_kind_detail",
                schema: "billing",
                table: "ledger_accounts",
                columns: new[] { "legal_entity_id", "currency", "kind", "detail" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invoices_legal_entity_id_issued_at",
                schema: "billing",
                table: "invoices",
                columns: new[] { "legal_entity_id", "issued_at" });

            migrationBuilder.CreateIndex(
                name: "ix_invoices_open",
                schema: "billing",
                table: "invoices",
                columns: new[] { "organization_id", "due_at" },
                filter: "state = 'finalised' AND kind <> 'creditnote'");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_organization_id_operation_key",
                schema: "billing",
                table: "invoices",
                columns: new[] { "organization_id", "operation_key" },
                unique: true,
                filter: "operation_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_organization_id_period_start",
                schema: "billing",
                table: "invoices",
                columns: new[] { "organization_id", "period_start" },
                unique: true,
                filter: "kind = 'invoice'");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_original_id",
                schema: "billing",
                table: "invoices",
                column: "original_id");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_settlements_invoice_id",
                schema: "billing",
                table: "invoice_settlements",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_taxes_invoice_id_category_rate_thousandths",
                schema: "billing",
                table: "invoice_taxes",
                columns: new[] { "invoice_id", "category", "rate_thousandths" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_tax_certificates_organization_id_valid_to",
                schema: "billing",
                table: "tax_certificates",
                columns: new[] { "organization_id", "valid_to" });

            migrationBuilder.CreateIndex(
                name: "ix_tax_rates_seller_id_country_product_class_valid_from",
                schema: "billing",
                table: "tax_rates",
                columns: new[] { "seller_id", "country", "product_class", "valid_from" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vat_checks_organization_id_vat_id_id",
                schema: "billing",
                table: "vat_checks",
                columns: new[] { "organization_id", "vat_id", "id" });

            migrationBuilder.AddForeignKey(
                name: "fk_invoices_invoices_original_id",
                schema: "billing",
                table: "invoices",
                column: "original_id",
                principalSchema: "billing",
                principalTable: "invoices",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            // What was invoiced before was untaxed, and taken from the balance whole when it was issued.
            migrationBuilder.Sql(
                """
                INSERT INTO billing.invoice_taxes
                  (organization_id, invoice_id, category, rate_thousandths, country, reason, taxable_minor, tax_minor, currency)
                SELECT organization_id, id, 'outofscope', 0, '', 'not_set_up', total_minor, 0, currency FROM billing.invoices;
                INSERT INTO billing.invoice_settlements (organization_id, invoice_id, kind, amount_minor, currency, at)
                SELECT organization_id, id, 'wallet', total_minor, currency, issued_at FROM billing.invoices
                WHERE state = 'finalised' AND total_minor <> 0;
                UPDATE billing.invoices SET net_minor = total_minor, due_at = issued_at;
                UPDATE billing.invoices SET state = 'paid', paid_at = issued_at WHERE state = 'finalised';
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_invoices_invoices_original_id",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropTable(
                name: "billing_profiles",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "invoice_settlements",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "invoice_taxes",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "tax_certificates",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "tax_rates",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "vat_checks",
                schema: "billing");

            migrationBuilder.DropIndex(
                name: "ix_ledger_transactions_legal_entity_id_booked_at",
                schema: "billing",
                table: "ledger_transactions");

            migrationBuilder.DropIndex(
                name: "ix_ledger_accounts_legal_entity_id_currency_kind_detail",
                schema: "billing",
                table: "ledger_accounts");

            migrationBuilder.DropIndex(
                name: "ix_invoices_legal_entity_id_issued_at",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_open",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_organization_id_operation_key",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_organization_id_period_start",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_original_id",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "bank_name",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "bic",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "city",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "country",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "email",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "exemption_note",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "iban",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "payable_step",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "payment_days",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "phone",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "postal_code",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "region",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "registration",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "street",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "tax_number",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "tax_status",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "time_zone",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "uses_oss",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "vat_id",
                schema: "billing",
                table: "legal_entities");

            migrationBuilder.DropColumn(
                name: "detail",
                schema: "billing",
                table: "ledger_accounts");

            migrationBuilder.DropColumn(
                name: "due_at",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "kind",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "net_minor",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "operation_key",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "original_id",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "paid_at",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "reason",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "rounding_minor",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "tax_evidence",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "tax_minor",
                schema: "billing",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "kind",
                schema: "billing",
                table: "invoice_series");

            migrationBuilder.DropColumn(
                name: "corrects_position",
                schema: "billing",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "product_class",
                schema: "billing",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "tax_category",
                schema: "billing",
                table: "invoice_lines");

            migrationBuilder.DropColumn(
                name: "tax_rate_thousandths",
                schema: "billing",
                table: "invoice_lines");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_accounts_legal_entity_id_currency_kind",
                schema: "billing",
                table: "ledger_accounts",
                columns: new[] { "legal_entity_id", "currency", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invoices_organization_id_period_start",
                schema: "billing",
                table: "invoices",
                columns: new[] { "organization_id", "period_start" },
                unique: true);
        }
    }
}
