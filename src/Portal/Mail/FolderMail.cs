using System.Globalization;

using Hostelry.Portal.Composition;

using MimeKit;

namespace Hostelry.Portal.Mail;

/// <summary>
/// No mail server: every mail is a file of the installation's folder, where staff read it. Links in it work, so the files are
/// their owner's alone.
/// </summary>
public sealed class FolderMail(PortalSettings portal, MailSettings settings, TimeProvider clock) : IMail
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Absolute.</summary>
    public string Folder => Path.GetFullPath(settings.Folder, Path.GetFullPath(portal.Home));

    /// <summary>A second try writes the same file again. Throws <see cref="MailException"/> when the disk does.</summary>
    public async Task SendAsync(Letter letter, CancellationToken ct)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var written = PathOf(letter.Id) + ".part";
            File.Delete(written);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnersAlone;
            }

            await using (var file = new FileStream(written, options))
            {
                await Envelope.Of(letter, settings.Sender, clock.GetUtcNow()).WriteToAsync(file, ct);
            }

            File.Move(written, PathOf(letter.Id), overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MailException(failure.Message, isFinal: false, failure);
        }
    }

    /// <summary>The mail as it was written; null when there is no such file.</summary>
    public async Task<MimeMessage?> ReadAsync(Guid id, CancellationToken ct) =>
        File.Exists(PathOf(id)) ? await MimeMessage.LoadAsync(PathOf(id), ct) : null;

    private string PathOf(Guid id) => Path.Combine(Folder, id.ToString("N", CultureInfo.InvariantCulture) + ".eml");
}
