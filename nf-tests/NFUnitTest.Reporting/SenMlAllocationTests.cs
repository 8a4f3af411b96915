using System;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Writing allocates nothing, by the device's own heap: an object that nobody holds lives until the first collection, and there is a
    /// collection only when an allocation does not fit any more.
    /// </summary>
    [TestClass]
    public class SenMlAllocationTests
    {
        private const int MaxObjects = 2000000;
        private const int ObjectsLeft = 300;
        private const int Packs = 200;
        private const long SomeTime = 1767225600000;

        private static readonly ResourceValue s_value = new ResourceValue();
        private static readonly ResourcePath s_path = new ResourcePath();
        private static readonly byte[] s_buffer = new byte[1200];
        private static readonly byte[] s_text = Hex.Ascii("a\n\"b\"");

        private static object s_garbage;

        [TestMethod]
        public void Object_that_nobody_holds_outlives_packs_of_both_formats()
        {
            if (!typeof(object).Assembly.FullName.StartsWith("mscorlib,"))
            {
                Assert.SkipTest("Elsewhere than on the device other threads collect, too.");
            }

            SenMlWriter cbor = new SenMlCborWriter();
            SenMlWriter json = new SenMlJsonWriter();
            Check.True(Write(cbor) > 0);
            Check.True(Write(json) > 0);

            // The first collection leaves the whole heap for the second one to be counted.
            CountToCollection();
            int objects = CountToCollection();
            Check.True(objects > ObjectsLeft);

            // Little of the heap is left: one object for each value of any type, two in a pack, and there is a collection.
            WeakReference canary = Canary();
            for (int i = ObjectsLeft; i < objects; i++)
            {
                s_garbage = new object();
            }

            for (int i = 0; i < Packs; i++)
            {
                Write(cbor);
                Write(json);
            }

            Check.True(canary.IsAlive, "Something has allocated.");
        }

        // Each type twice and more, with names, base names and times.
        private static int Write(SenMlWriter writer)
        {
            writer.Begin(s_buffer, 0, s_buffer.Length);
            for (int i = 0; i < 2; i++)
            {
                s_path.Set(26241, i, ResourcePath.None, ResourcePath.None);
                writer.BeginPath(s_path);
                writer.SetTime(SomeTime + (i * 100));
                s_value.SetInteger(-300);
                writer.Write(0, s_value);
                s_value.SetUnsigned(-1);
                writer.Write(1, s_value);
                s_value.SetFloat(1.0 / 3);
                writer.Write(2, s_value);
                s_value.SetFloat(-0.5);
                writer.Write(3, s_value);
                s_value.SetBoolean(true);
                writer.Write(4, s_value);
                s_value.SetString(s_text);
                writer.Write(5, s_value);
                s_value.SetOpaque(s_text, 0, s_text.Length);
                writer.Write(6, s_value);
                s_value.SetTime(1);
                writer.Write(7, s_value);
                writer.BeginMultiple(8);
                s_value.SetObjectLink(3, 0);
                writer.Write(0, s_value);
                writer.EndMultiple();
                s_path.Set(3, i, 9, ResourcePath.None);
                writer.BeginPath(s_path);
                s_value.SetInteger(95);
                writer.Write(9, s_value);
            }

            return writer.End();
        }

        // How many objects of the smallest kind bring about a collection.
        private static int CountToCollection()
        {
            WeakReference canary = Canary();
            int objects = 0;
            while (canary.IsAlive && objects < MaxObjects)
            {
                s_garbage = new object();
                objects++;
            }

            Check.False(canary.IsAlive, "The canary does not sing: this heap does not collect.");
            return objects;
        }

        // Apart from the test, so that nothing there holds the object.
        private static WeakReference Canary()
        {
            return new WeakReference(new object());
        }
    }
}
