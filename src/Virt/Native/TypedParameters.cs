using System.Runtime.InteropServices;
using System.Text;

namespace Hostelry.Virt.Native;

/// <summary>Carries named values of seven types to libvirt and back.</summary>
internal static unsafe class TypedParameters
{
    /// <summary>A call that takes an array and its length, and gives the length needed when the array is null.</summary>
    public delegate int Getter(TypedParameterStruct* values, int* count);

    /// <summary>A call that takes an array and its length.</summary>
    public delegate int Setter(TypedParameterStruct* values, int count);

    // From libvirt-common.h, virTypedParameterType.
    private const int Int = 1;
    private const int UInt = 2;
    private const int Long = 3;
    private const int ULong = 4;
    private const int Double = 5;
    private const int Boolean = 6;
    private const int String = 7;

    private const int NameBytes = 80;

    /// <summary>Asks for at most <paramref name="room"/> values.</summary>
    public static Dictionary<string, object> Get(int room, Getter get)
    {
        TypedParameterStruct[] values = new TypedParameterStruct[Math.Max(room, 1)];
        int count = room;
        fixed (TypedParameterStruct* first = values)
        {
            Check.NotNegative(get(first, &count));
            try
            {
                return Read(first, count);
            }
            finally
            {
                LibvirtCommon.TypedParamsClear(first, count);
            }
        }
    }

    /// <summary>Hands the values over; a null value is left out. The types must be those that libvirt expects of each name.</summary>
    public static void Set(IEnumerable<KeyValuePair<string, object?>> parameters, Setter set)
    {
        TypedParameterStruct[] values = [.. parameters.Where(pair => pair.Value is not null).Select(pair => Write(pair.Key, pair.Value!))];
        if (values.Length == 0)
        {
            return;
        }

        fixed (TypedParameterStruct* first = values)
        {
            try
            {
                Check.NotNegative(set(first, values.Length));
            }
            finally
            {
                // Frees the texts; libvirt copies what it keeps.
                LibvirtCommon.TypedParamsClear(first, values.Length);
            }
        }
    }

    public static Dictionary<string, object> Read(TypedParameterStruct* values, int count)
    {
        Dictionary<string, object> read = new(StringComparer.Ordinal);
        for (int index = 0; index < count; index++)
        {
            TypedParameterStruct* value = values + index;
            object? content = value->Type switch
            {
                Int => value->Int,
                UInt => value->UInt,
                Long => value->Long,
                ULong => value->ULong,
                Double => value->Double,
                Boolean => value->Boolean != 0,
                String => Marshal.PtrToStringUTF8(value->Text) ?? "",
                _ => null, // a type of a later libvirt, or a value that is not set
            };
            if (content is not null)
            {
                read[Marshal.PtrToStringUTF8((nint)value->Field)!] = content;
            }
        }

        return read;
    }

    public static TypedParameterStruct Write(string name, object content)
    {
        TypedParameterStruct value = default;
        Span<byte> field = new(value.Field, NameBytes);
        if (!Encoding.UTF8.TryGetBytes(Check.Text(name), field[..(NameBytes - 1)], out _))
        {
            throw new ArgumentException("A parameter's name has at most 79 bytes.", nameof(name));
        }

        switch (content)
        {
            case int number:
                (value.Type, value.Int) = (Int, number);
                break;
            case uint number:
                (value.Type, value.UInt) = (UInt, number);
                break;
            case long number:
                (value.Type, value.Long) = (Long, number);
                break;
            case ulong number:
                (value.Type, value.ULong) = (ULong, number);
                break;
            case double number:
                (value.Type, value.Double) = (Double, number);
                break;
            case bool yes:
                (value.Type, value.Boolean) = (Boolean, yes ? (byte)1 : (byte)0);
                break;
            case string text:
                (value.Type, value.Text) = (String, Marshal.StringToCoTaskMemUTF8(Check.Text(text)));
                break;
            default:
                throw new ArgumentException($"Libvirt's parameters know no {content.GetType().Name}.", nameof(content));
        }

        return value;
    }
}
