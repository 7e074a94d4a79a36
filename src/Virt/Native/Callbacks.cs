using System.Collections.Concurrent;

namespace Hostelry.Virt.Native;

/// <summary>
/// What libvirt's callbacks find again by the number that they carry. Numbers and not pointers: a callback that comes late,
/// after its owner went, finds nothing instead of freed memory.
/// </summary>
/// <typeparam name="T">The callback's owner.</typeparam>
internal sealed class Callbacks<T>
    where T : class
{
    private readonly ConcurrentDictionary<nint, T> _owners = new();
    private long _last;

    /// <summary>Number of owners now, for tests that look for leaks.</summary>
    public int Count => _owners.Count;

    public nint Add(T owner)
    {
        nint number = (nint)Interlocked.Increment(ref _last);
        _owners[number] = owner;
        return number;
    }

    public T? Find(nint number) => _owners.GetValueOrDefault(number);

    public void Remove(nint number) => _owners.TryRemove(number, out _);
}
