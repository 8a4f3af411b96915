using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// Counts what an object graph takes on the heap of a 32-bit nanoFramework interpreter: blocks of 12 bytes; an object takes 12 and 12
    /// a field, an array of primitives its bytes and a head of 16, an array of references 24 and 12 an element.
    /// </summary>
    internal sealed class DeviceHeap
    {
        private const int BlockBytes = 12;
        private const int ArrayHeadBytes = 16;
        private const int ReferenceArrayHeadBytes = 24;

        private readonly HashSet<object> _seen = new HashSet<object>(ReferenceEqualityComparer.Instance);

        /// <summary>What was counted: a name, the number of heap objects and their bytes.</summary>
        public List<(string Name, int Objects, int Bytes)> Rows { get; } = new List<(string, int, int)>();

        /// <summary>
        /// Counts an object, each of its fields as a row of its own.
        /// </summary>
        public void AddFieldByField(string name, object root)
        {
            if (!_seen.Add(root))
            {
                return;
            }

            Rows.Add((name, 1, SizeOf(root)));
            foreach (FieldInfo field in Fields(root.GetType()))
            {
                object value = field.FieldType.IsPrimitive || field.FieldType.IsEnum ? null : field.GetValue(root);
                if (value != null && !_seen.Contains(value) && !IsOutside(value))
                {
                    Add(name + "." + field.Name.TrimStart('_'), value);
                }
            }
        }

        /// <summary>
        /// Counts an object with everything that only it refers to, as one row.
        /// </summary>
        public void Add(string name, object root)
        {
            int objects = 0;
            int bytes = 0;
            Walk(root, ref objects, ref bytes);
            if (objects > 0)
            {
                Rows.Add((name, objects, bytes));
            }
        }

        /// <summary>
        /// Counts the static fields of an assembly's types.
        /// </summary>
        public void AddStatics(string name, Assembly assembly)
        {
            int objects = 0;
            int bytes = 0;
            foreach (Type type in assembly.GetTypes())
            {
                if (type.Name.StartsWith('<'))
                {
                    continue;
                }

                foreach (FieldInfo field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (!field.IsLiteral)
                    {
                        bytes += BlockBytes;
                        Walk(field.GetValue(null), ref objects, ref bytes);
                    }
                }
            }

            Rows.Add((name, objects, bytes));
        }

        private void Walk(object root, ref int objects, ref int bytes)
        {
            var pending = new Stack<object>();
            pending.Push(root);
            while (pending.Count > 0)
            {
                object next = pending.Pop();
                if (next == null || IsOutside(next) || !_seen.Add(next))
                {
                    continue;
                }

                objects++;
                bytes += SizeOf(next);
                if (next is Array array)
                {
                    if (!array.GetType().GetElementType().IsPrimitive)
                    {
                        foreach (object element in (IEnumerable)array)
                        {
                            pending.Push(element);
                        }
                    }

                    continue;
                }

                foreach (FieldInfo field in Fields(next.GetType()))
                {
                    if (!field.FieldType.IsPrimitive && !field.FieldType.IsEnum)
                    {
                        pending.Push(field.GetValue(next));
                    }
                }
            }
        }

        // The tool's own stand-ins and .NET's objects are not on the device.
        private static bool IsOutside(object value)
        {
            Type type = value.GetType();
            type = type.IsArray ? type.GetElementType() : type;
            type = type.IsArray ? type.GetElementType() : type;
            return !type.IsPrimitive && !type.IsEnum && !type.Assembly.GetName().Name.StartsWith("Lwm2mNano", StringComparison.Ordinal)
                || type.Assembly == typeof(DeviceHeap).Assembly;
        }

        private static int SizeOf(object value)
        {
            if (value is Array array)
            {
                Type element = array.GetType().GetElementType();
                return element.IsPrimitive || element.IsEnum
                    ? Blocks(ArrayHeadBytes + (array.Length * PrimitiveSize(element)))
                    : ReferenceArrayHeadBytes + (BlockBytes * array.Length);
            }

            int fields = 0;
            foreach (FieldInfo field in Fields(value.GetType()))
            {
                fields++;
            }

            return BlockBytes + (BlockBytes * fields);
        }

        private static int PrimitiveSize(Type type)
        {
            Type primitive = type.IsEnum ? Enum.GetUnderlyingType(type) : type;
            return primitive == typeof(bool) || primitive == typeof(byte) || primitive == typeof(sbyte) ? 1
                : primitive == typeof(short) || primitive == typeof(ushort) || primitive == typeof(char) ? 2
                : primitive == typeof(long) || primitive == typeof(ulong) || primitive == typeof(double) ? 8
                : 4;
        }

        private static int Blocks(int bytes)
        {
            return (bytes + BlockBytes - 1) / BlockBytes * BlockBytes;
        }

        private static IEnumerable<FieldInfo> Fields(Type type)
        {
            for (Type t = type; t != null; t = t.BaseType)
            {
                foreach (FieldInfo field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    yield return field;
                }
            }
        }
    }
}
