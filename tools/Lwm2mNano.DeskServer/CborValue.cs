using System;
using System.Formats.Cbor;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Single values in CBOR (RFC 8949), by .NET's reader and writer: independent of the client's.
    /// </summary>
    internal static class CborValue
    {
        /// <summary>
        /// Reads a payload that is one value.
        /// </summary>
        /// <param name="payload">The payload.</param>
        /// <returns>The value: <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/>, <see cref="string"/>, <see cref="bool"/> or
        /// <c>byte[]</c>.</returns>
        /// <exception cref="FormatException">It is malformed or something else.</exception>
        internal static object Decode(byte[] payload)
        {
            object value = null;
            Read(payload, reader => value = Read(reader));
            return value ?? throw new FormatException("it is no single value");
        }

        /// <summary>
        /// Writes a payload that is one value.
        /// </summary>
        /// <param name="value">The value, of a type as above or an <see cref="ObjectLink"/>.</param>
        /// <returns>The payload.</returns>
        internal static byte[] Encode(object value)
        {
            CborWriter writer = new();
            Write(writer, value);
            return writer.Encode();
        }

        /// <summary>
        /// Reads a payload; what is wrong with it is a <see cref="FormatException"/>, whatever the reader calls it.
        /// </summary>
        /// <param name="payload">The payload, of one data item.</param>
        /// <param name="read">Reads the item.</param>
        internal static void Read(byte[] payload, Action<CborReader> read)
        {
            CborReader reader = new(payload);
            try
            {
                read(reader);
                if (reader.BytesRemaining > 0)
                {
                    throw new FormatException("it does not end where its value does");
                }
            }
            catch (Exception exception) when (exception is CborContentException or InvalidOperationException or OverflowException)
            {
                throw new FormatException(exception.Message);
            }
        }

        /// <summary>
        /// Reads the next data item.
        /// </summary>
        /// <param name="reader">Stands before it.</param>
        /// <returns>The value, or <see langword="null"/> if it is of another kind.</returns>
        internal static object Read(CborReader reader)
        {
            // A tag says what a value means, such as that an integer is a time.
            while (reader.PeekState() == CborReaderState.Tag && reader.PeekTag() != CborTag.DecimalFraction)
            {
                reader.ReadTag();
            }

            switch (reader.PeekState())
            {
                case CborReaderState.UnsignedInteger:
                    ulong number = reader.ReadUInt64();
                    return number <= long.MaxValue ? (long)number : number;
                case CborReaderState.NegativeInteger:
                    return reader.ReadInt64();
                case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                    return reader.ReadDouble();
                case CborReaderState.Tag:
                    return (double)reader.ReadDecimal();
                case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                    return reader.ReadTextString();
                case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                    return reader.ReadByteString();
                case CborReaderState.Boolean:
                    return reader.ReadBoolean();
                default:
                    reader.SkipValue();
                    return null;
            }
        }

        /// <summary>
        /// Writes a data item; a floating point number as short as it is without loss.
        /// </summary>
        /// <param name="writer">The writer.</param>
        /// <param name="value">The value.</param>
        internal static void Write(CborWriter writer, object value)
        {
            switch (value)
            {
                case long integer:
                    writer.WriteInt64(integer);
                    break;
                case ulong integer:
                    writer.WriteUInt64(integer);
                    break;
                case double number when (double)(Half)number == number:
                    writer.WriteHalf((Half)number);
                    break;
                case double number when (double)(float)number == number:
                    writer.WriteSingle((float)number);
                    break;
                case double number:
                    writer.WriteDouble(number);
                    break;
                case bool boolean:
                    writer.WriteBoolean(boolean);
                    break;
                case byte[] bytes:
                    writer.WriteByteString(bytes);
                    break;
                default:
                    writer.WriteTextString(value.ToString());
                    break;
            }
        }
    }
}
