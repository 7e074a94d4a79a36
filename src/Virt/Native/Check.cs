using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native;

/// <summary>One method for each way in which libvirt's functions tell success from failure. All throw <see cref="LibvirtException"/>.</summary>
internal static unsafe class Check
{
    /// <summary>A pointer to an object; null is failure.</summary>
    public static T Handle<T>(T handle)
        where T : SafeHandle
    {
        if (handle.IsInvalid)
        {
            LibvirtException error = VirError.Last();
            handle.Dispose();
            throw error;
        }

        return handle;
    }

    /// <summary>0 or more is success (often a count); -1 is failure.</summary>
    public static int NotNegative(int result) => result >= 0 ? result : throw VirError.Last();

    /// <summary>1 is yes, 0 is no, -1 is failure.</summary>
    public static bool YesOrNo(int result) => NotNegative(result) != 0;

    /// <summary>A text that is ours to free; null is failure.</summary>
    public static string OwnedText(nint text)
    {
        if (text == 0)
        {
            throw VirError.Last();
        }

        string copy = Marshal.PtrToStringUTF8(text)!;
        NativeMemory.Free((void*)text);
        return copy;
    }

    /// <summary>A text that belongs to libvirt and is copied only; null is failure.</summary>
    public static string BorrowedText(nint text) => Marshal.PtrToStringUTF8(text) ?? throw VirError.Last();

    /// <summary>A list that is ours to free, of <paramref name="count"/> objects that are ours too; a negative count is failure.</summary>
    public static T[] OwnedList<T>(int count, nint* list, Func<nint, T> own)
    {
        T[] items = new T[NotNegative(count)];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = own(list[index]);
        }

        NativeMemory.Free(list);
        return items;
    }

    /// <summary>C ends a text at its first NUL: a text that holds one would name something else than it shows.</summary>
    public static string Text(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? throw new ArgumentException("A text holds a NUL character.", nameof(text)) : text;
}
