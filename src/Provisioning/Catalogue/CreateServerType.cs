using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Catalogue;

/// <param name="Name">2–32 characters of a–z, 0–9 and '-', beginning with a letter: part of the product code, never changed.</param>
/// <param name="Description">1–100 characters.</param>
/// <param name="Cores">1–128.</param>
/// <param name="MemoryMebibytes">128–1,048,576.</param>
/// <param name="DiskGibibytes">1–16,384.</param>
/// <param name="Processes">64–1,000,000: most processes and threads.</param>
public sealed record CreateServerTypeRequest(
    string Name, string Description, int Cores, int MemoryMebibytes, int DiskGibibytes, int Processes,
    long SellerId = ProjectKey.FirstSeller);

/// <summary>
/// Adds a server type to the catalogue. It can be ordered once it has a price; its size never changes, for servers have it:
/// another size is another type.
/// </summary>
public sealed class CreateServerType(ProvisioningDb db, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>invalid_input</c>, <c>uniqueness_error</c>.</summary>
    public Task<Result<ServerType>> ExecuteAsync(CreateServerTypeRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => CreateAsync(request, ct), ct);

    private async Task<Result<ServerType>> CreateAsync(CreateServerTypeRequest request, CancellationToken ct)
    {
        if (Check(request) is { } problem)
        {
            return problem;
        }

        if (await db.ServerTypes.AnyAsync(row => row.SellerId == request.SellerId && row.Name == request.Name, ct))
        {
            return new Problem("uniqueness_error", "name is already used by another server type, perhaps a retired one.", "name");
        }

        var type = new ServerType
        {
            SellerId = request.SellerId,
            Name = request.Name,
            Description = request.Description.Trim(),
            Kind = ServerType.Container,
            Cores = request.Cores,
            MemoryBytes = (long)request.MemoryMebibytes << 20,
            DiskBytes = (long)request.DiskGibibytes << 30,
            Processes = request.Processes,
        };
        db.ServerTypes.Add(type);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("server_type.create", null, ct, FormattableString.Invariant($"server_type:{type.Id}"));
        return type;
    }

    private static Problem? Check(CreateServerTypeRequest request) =>
        request.Name is not { Length: >= 2 and <= 32 } name || !char.IsAsciiLetterLower(name[0])
            || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? Problems.Invalid("name", "must have 2 to 32 characters of a-z, 0-9 and '-', beginning with a letter.")
        : request.Description.Trim().Length is < 1 or > 100 ? Problems.Invalid("description", "must have 1 to 100 characters.")
        : request.Cores is < 1 or > 128 ? Problems.Invalid("cores", "must be 1 to 128.")
        : request.MemoryMebibytes is < 128 or > 1 << 20 ? Problems.Invalid("memory", "must be 128 to 1048576 MiB.")
        : request.DiskGibibytes is < 1 or > 16_384 ? Problems.Invalid("disk", "must be 1 to 16384 GiB.")
        : request.Processes is < 64 or > 1_000_000 ? Problems.Invalid("processes", "must be 64 to 1000000.")
        : null;
}
