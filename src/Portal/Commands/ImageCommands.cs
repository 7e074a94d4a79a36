using System.CommandLine;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Images;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class ImageBuild : OperatorCommand
{
    private readonly Option<string> _name = new("--name") { Description = "As debian-12.", DefaultValueFactory = _ => "debian-12" };
    private readonly Option<string> _host = new("--host") { Description = "Where it is built.", DefaultValueFactory = _ => "local" };

    public ImageBuild()
        : base("build", "Builds a system image on a host, or finds it built. Takes minutes the first time.")
    {
        Options.Add(_name);
        Options.Add(_host);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var progress = new Lines(parsed.InvocationConfiguration.Error);
        var built = await services.GetRequiredService<BuildImage>()
            .ExecuteAsync(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_host), progress, ct);
        return built.Problem is { } problem
            ? problem
            : new Answer(
                $"Image {built.Value.Id} '{built.Value.Name}' lies ready on '{parsed.GetRequiredValue(_host)}' ({built.Value.SizeBytes >> 20} MiB).",
                new { built.Value.Id, built.Value.Name, built.Value.SizeBytes, built.Value.Available });
    }

    /// <summary>Writes at once and in order, which Progress&lt;T&gt; does not promise.</summary>
    private sealed class Lines(TextWriter writer) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (writer)
            {
                writer.WriteLine(value);
            }
        }
    }
}

internal sealed class ImageList() : OperatorCommand("list", "Lists images.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var images = await services.GetRequiredService<ProvisioningDb>().Images.AsNoTracking()
            .Where(image => image.DeletedAt == null).OrderBy(image => image.Id)
            .Select(image => new { image.Id, image.Name, image.Type, image.Digest, image.SizeBytes, image.BuiltAt })
            .ToListAsync(ct);
        return new Answer(
            string.Join('\n', images.Select(image => $"{image.Id}\t{image.Name}\t{(image.Digest is null ? "not built" : $"{image.SizeBytes >> 20} MiB\t{image.Digest}")}")),
            images);
    }
}
