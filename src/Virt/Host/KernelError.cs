namespace Hostelry.Virt.Host;

/// <summary>Numbers of the kernel's errors that the host program tells apart.</summary>
internal static class KernelError
{
    public const int Busy = 16;
    public const int Exists = 17;
    public const int CrossesMounts = 18;
    public const int NoDirectory = 20;
    public const int IsDirectory = 21;
    public const int NoSpace = 28;
    public const int NotEmpty = 39;
    public const int TooManyLinks = 40;
}
