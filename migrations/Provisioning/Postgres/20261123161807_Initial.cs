using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hostelry.Migrations.Provisioning.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "provisioning");

            migrationBuilder.CreateTable(
                name: "address_pools",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    host_id = table.Column<long>(type: "bigint", nullable: false),
                    network = table.Column<string>(type: "text", nullable: false),
                    cidr = table.Column<string>(type: "text", nullable: false),
                    gateway = table.Column<string>(type: "text", nullable: false),
                    first = table.Column<string>(type: "text", nullable: false),
                    last = table.Column<string>(type: "text", nullable: false),
                    nameservers = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_address_pools", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "addresses",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    pool_id = table.Column<long>(type: "bigint", nullable: false),
                    server_id = table.Column<long>(type: "bigint", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false),
                    ipv4 = table.Column<string>(type: "text", nullable: false),
                    mac = table.Column<string>(type: "text", nullable: false),
                    reserved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_addresses", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "datacenters",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    location_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_datacenters", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "host_images",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    host_id = table.Column<long>(type: "bigint", nullable: false),
                    image_id = table.Column<long>(type: "bigint", nullable: false),
                    digest = table.Column<string>(type: "text", nullable: false),
                    built_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_images", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "host_reservations",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    host_id = table.Column<long>(type: "bigint", nullable: false),
                    server_id = table.Column<long>(type: "bigint", nullable: false),
                    slot = table.Column<int>(type: "integer", nullable: false),
                    cores = table.Column<int>(type: "integer", nullable: false),
                    memory_bytes = table.Column<long>(type: "bigint", nullable: false),
                    disk_bytes = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_reservations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "hosts",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    datacenter_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    cores = table.Column<int>(type: "integer", nullable: false),
                    memory_bytes = table.Column<long>(type: "bigint", nullable: false),
                    disk_bytes = table.Column<long>(type: "bigint", nullable: false),
                    core_overcommit_percent = table.Column<int>(type: "integer", nullable: false),
                    open = table.Column<bool>(type: "boolean", nullable: false),
                    ready = table.Column<bool>(type: "boolean", nullable: false),
                    facts = table.Column<string>(type: "text", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hosts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "images",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    os_flavor = table.Column<string>(type: "text", nullable: false),
                    os_version = table.Column<string>(type: "text", nullable: false),
                    recipe = table.Column<string>(type: "text", nullable: false),
                    digest = table.Column<string>(type: "text", nullable: true),
                    size_bytes = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    built_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_images", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "installations",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_installations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "labels",
                schema: "provisioning",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false),
                    resource_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_labels", x => new { x.kind, x.resource_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "locations",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    country = table.Column<string>(type: "text", nullable: false),
                    city = table.Column<string>(type: "text", nullable: false),
                    network_zone = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_locations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "operation_events",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    operation_id = table.Column<long>(type: "bigint", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operation_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "operations",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    undoing = table.Column<bool>(type: "boolean", nullable: false),
                    step_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    superseded_by = table.Column<long>(type: "bigint", nullable: true),
                    progress = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deadline = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false),
                    problem_code = table.Column<string>(type: "text", nullable: true),
                    problem_message = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "quotas",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    resource = table.Column<string>(type: "text", nullable: false),
                    limit = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quotas", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "server_types",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    seller_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    cores = table.Column<int>(type: "integer", nullable: false),
                    memory_bytes = table.Column<long>(type: "bigint", nullable: false),
                    disk_bytes = table.Column<long>(type: "bigint", nullable: false),
                    processes = table.Column<int>(type: "integer", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_server_types", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "servers",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    server_type_id = table.Column<long>(type: "bigint", nullable: false),
                    disk_bytes = table.Column<long>(type: "bigint", nullable: false),
                    image_id = table.Column<long>(type: "bigint", nullable: false),
                    image_digest = table.Column<string>(type: "text", nullable: false),
                    host_id = table.Column<long>(type: "bigint", nullable: false),
                    host_slot = table.Column<int>(type: "integer", nullable: false),
                    uuid = table.Column<Guid>(type: "uuid", nullable: false),
                    subscription_id = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    wants_power = table.Column<bool>(type: "boolean", nullable: false),
                    suspended = table.Column<bool>(type: "boolean", nullable: false),
                    user_data = table.Column<string>(type: "text", nullable: true),
                    authorized_keys = table.Column<string>(type: "text", nullable: false),
                    sealed_root_password = table.Column<byte[]>(type: "bytea", nullable: true),
                    locked_by = table.Column<long>(type: "bigint", nullable: true),
                    protected_from_delete = table.Column<bool>(type: "boolean", nullable: false),
                    protected_from_rebuild = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ssh_keys",
                schema: "provisioning",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    organization_id = table.Column<long>(type: "bigint", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ssh_keys", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_address_pools_host_id",
                schema: "provisioning",
                table: "address_pools",
                column: "host_id");

            migrationBuilder.CreateIndex(
                name: "ix_addresses_pool_id_value",
                schema: "provisioning",
                table: "addresses",
                columns: new[] { "pool_id", "value" },
                unique: true,
                filter: "released_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_addresses_server_id",
                schema: "provisioning",
                table: "addresses",
                column: "server_id");

            migrationBuilder.CreateIndex(
                name: "ix_datacenters_seller_id_name",
                schema: "provisioning",
                table: "datacenters",
                columns: new[] { "seller_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_host_images_host_id_image_id_digest",
                schema: "provisioning",
                table: "host_images",
                columns: new[] { "host_id", "image_id", "digest" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_host_reservations_host_id_slot",
                schema: "provisioning",
                table: "host_reservations",
                columns: new[] { "host_id", "slot" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_host_reservations_server_id",
                schema: "provisioning",
                table: "host_reservations",
                column: "server_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_hosts_name",
                schema: "provisioning",
                table: "hosts",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_images_seller_id_name",
                schema: "provisioning",
                table: "images",
                columns: new[] { "seller_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_labels_project_id_kind_key_value",
                schema: "provisioning",
                table: "labels",
                columns: new[] { "project_id", "kind", "key", "value" });

            migrationBuilder.CreateIndex(
                name: "ix_locations_seller_id_name",
                schema: "provisioning",
                table: "locations",
                columns: new[] { "seller_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_operation_events_operation_id",
                schema: "provisioning",
                table: "operation_events",
                column: "operation_id");

            migrationBuilder.CreateIndex(
                name: "ix_operations_project_id_id",
                schema: "provisioning",
                table: "operations",
                columns: new[] { "project_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_operations_server_id_id",
                schema: "provisioning",
                table: "operations",
                columns: new[] { "server_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_operations_status_not_before",
                schema: "provisioning",
                table: "operations",
                columns: new[] { "status", "not_before" });

            migrationBuilder.CreateIndex(
                name: "ix_quotas_organization_id_resource",
                schema: "provisioning",
                table: "quotas",
                columns: new[] { "organization_id", "resource" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_server_types_seller_id_name",
                schema: "provisioning",
                table: "server_types",
                columns: new[] { "seller_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_servers_host_id_host_slot",
                schema: "provisioning",
                table: "servers",
                columns: new[] { "host_id", "host_slot" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_servers_organization_id",
                schema: "provisioning",
                table: "servers",
                column: "organization_id");

            migrationBuilder.CreateIndex(
                name: "ix_servers_project_id_name",
                schema: "provisioning",
                table: "servers",
                columns: new[] { "project_id", "name" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_servers_subscription_id",
                schema: "provisioning",
                table: "servers",
                column: "subscription_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ssh_keys_project_id_fingerprint",
                schema: "provisioning",
                table: "ssh_keys",
                columns: new[] { "project_id", "fingerprint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ssh_keys_project_id_name",
                schema: "provisioning",
                table: "ssh_keys",
                columns: new[] { "project_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "address_pools",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "addresses",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "datacenters",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "host_images",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "host_reservations",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "hosts",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "images",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "installations",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "labels",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "locations",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "operation_events",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "operations",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "quotas",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "server_types",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "servers",
                schema: "provisioning");

            migrationBuilder.DropTable(
                name: "ssh_keys",
                schema: "provisioning");
        }
    }
}
