using System.IO.Compression;
using System.Text;
using System.Text.Json;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Ledger;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Portal.Features.Export;

/// <summary>
/// Everything that an organization has here, in files that people and programs read. No secrets: neither passwords nor
/// tokens, and user-data, which may hold some, stays with its server.
/// </summary>
public sealed class WriteExport(
    OrganizationExport resources, InvoiceQueries invoices, LedgerMovements movements, AuditQueries audit)
{
    private const int PageSize = 500;

    private static readonly JsonSerializerOptions Json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>A zip, written to <paramref name="file"/>, which stays open.</summary>
    public async Task ExecuteAsync(PageCaller caller, Stream file, CancellationToken ct)
    {
        await using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        var seat = caller.Seats.Single(one => one.OrganizationId == caller.OrganizationId);
        await TextAsync(zip, "organization.json", JsonSerializer.Serialize(
            new { seat.OrganizationId, seat.OrganizationName, seat.Projects }, Json));
        await ServersAsync(zip, caller.OrganizationId, ct);
        await TextAsync(zip, "ssh-keys.json", JsonSerializer.Serialize(
            await resources.KeysAsync(caller.OrganizationId, ct), Json));
        await InvoicesAsync(zip, caller.OrganizationId, ct);
        await MovementsAsync(zip, caller.OrganizationId, ct);
        await AuditAsync(zip, caller.OrganizationId, ct);
    }

    private async Task ServersAsync(ZipArchive zip, long organizationId, CancellationToken ct)
    {
        var servers = await resources.ServersAsync(organizationId, ct);
        await using (var file = Open(zip, "servers.csv"))
        {
            var csv = new Csv(file);
            await csv.RowAsync("id", "project", "name", "status", "ipv4", "type", "image", "location", "created", "labels");
            foreach (var server in servers)
            {
                await csv.RowAsync(
                    server.Id, server.ProjectId, server.Name, server.Status.ToString().ToLowerInvariant(), server.Address?.Ipv4,
                    server.ServerType.Name, server.Image.Name, server.Datacenter.Location.Name, Wording.Machine(server.CreatedAt),
                    string.Join(' ', server.Labels.Select(label => $"{label.Key}={label.Value}")));
            }
        }

        await TextAsync(zip, "servers.json", JsonSerializer.Serialize(servers, Json));
    }

    private async Task InvoicesAsync(ZipArchive zip, long organizationId, CancellationToken ct)
    {
        var all = await invoices.ListAsync(organizationId, ct);
        await using (var file = Open(zip, "invoices.csv"))
        {
            var csv = new Csv(file);
            await csv.RowAsync("number", "month", "issued", "currency", "total", "due", "hash");
            foreach (var invoice in all)
            {
                var document = invoice.Document;
                await csv.RowAsync(
                    document.Name, document.Month, Wording.Machine(document.IssuedAt), document.Currency, document.Total,
                    document.Due, invoice.Hash);
            }
        }

        foreach (var invoice in all)
        {
            await TextAsync(zip, $"invoices/{invoice.Document.Name}.json", invoice.Document.Write());
        }
    }

    private async Task MovementsAsync(ZipArchive zip, long organizationId, CancellationToken ct)
    {
        await using var file = Open(zip, "movements.csv");
        var csv = new Csv(file);
        await csv.RowAsync("id", "at", "kind", "reference", "amount", "currency", "balance_after");
        for (long? before = null; ;)
        {
            var page = await movements.ListAsync(organizationId, before, PageSize, ct);
            foreach (var one in page.Movements)
            {
                await csv.RowAsync(
                    one.Id, Wording.Machine(one.At), one.Kind, one.Reference, one.Amount.ToDecimalString(),
                    one.Amount.Currency.Code, one.After.ToDecimalString());
            }

            if (page.Next is not { } next)
            {
                return;
            }

            before = next;
        }
    }

    private async Task AuditAsync(ZipArchive zip, long organizationId, CancellationToken ct)
    {
        await using var file = Open(zip, "audit.csv");
        var csv = new Csv(file);
        await csv.RowAsync("id", "at", "actor", "action", "subjects");
        await foreach (var entry in audit.AllAsync(organizationId).WithCancellation(ct))
        {
            await csv.RowAsync(entry.Id, Wording.Machine(entry.At), entry.Actor, entry.Action, entry.Subjects);
        }
    }

    private static async Task TextAsync(ZipArchive zip, string name, string text)
    {
        await using var file = Open(zip, name);
        await file.WriteAsync(text);
    }

    private static StreamWriter Open(ZipArchive zip, string name) =>
        new(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
