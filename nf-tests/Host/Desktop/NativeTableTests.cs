using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Mono.Cecil;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>
    /// The firmware's table of Lwm2mNano.Dtls's methods is the one that the interpreter expects: in the metadata processor's order, with its
    /// checksum and the version that the assembly names. A wrong order would call the wrong function, with nothing to notice it.
    /// </summary>
    [TestFixture]
    public sealed class NativeTableTests
    {
        private const uint CrcPolynomial = 0x04C11DB7;
        private const uint CrcTopBit = 0x80000000;
        private const string ByteArray = "SZARRAY_U1";

        private static readonly string s_glue = File.ReadAllText(Path.Combine(Repository.Root, "hal/native/nanoclr/lwm2m_dtls_nanoclr.cpp"));

        private AssemblyDefinition _assembly;

        [SetUp]
        public void ReadTheAssembly()
        {
            _assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, "Lwm2mNano.Dtls.dll"));
        }

        [TearDown]
        public void CloseTheAssembly()
        {
            _assembly.Dispose();
        }

        [Test]
        public void TheTableHoldsTheMethodsInOrder()
        {
            string table = Regex.Match(s_glue, @"s_methods\[\] = \{(.*?)\};", RegexOptions.Singleline).Groups[1].Value;
            IEnumerable<string> entries = Regex.Matches(table, @"^\s*(\w+),", RegexOptions.Multiline).Select(m => m.Groups[1].Value);

            Assert.That(entries, Is.EqualTo(Methods().Select(m => IsNative(m) ? Function(m) : "NULL")));
        }

        [Test]
        public void TheChecksumIsThatOfTheMethods()
        {
            Assert.That(s_glue, Does.Contain($"    0x{Checksum():X8},\n"), "what the table must carry");
        }

        [Test]
        public void TheChecksumTellsAnotherSignature()
        {
            uint checksum = Checksum();
            Methods().First(m => m.Name == "Step").Parameters.RemoveAt(1);

            Assert.That(Checksum(), Is.Not.EqualTo(checksum));
        }

        [Test]
        public void TheVersionIsThatOfTheAssembly()
        {
            CustomAttribute attribute = _assembly.CustomAttributes.Single(a => a.AttributeType.Name == "AssemblyNativeVersionAttribute");
            string version = ((string)attribute.ConstructorArguments[0].Value).Replace(".", ", ");

            Assert.That(s_glue, Does.Contain("    {" + version + "},\n"));
        }

        [Test]
        public void TheBuildScriptOfTheInterpreterFindsChecksumAndVersion()
        {
            // As its CMake looks for them: between the name and the checksum stands no other 0.
            Assert.That(s_glue, Does.Match(
                @"\sCLR_RT_NativeAssemblyData\sg_CLR_AssemblyNative_Lwm2mNano_Dtls =[^{]+{[^0]+0x[0-9A-F]{8}[^{]+{\s*\d+\s*,\s*\d+\s*,\s*\d+\s*,\s*\d+"));
        }

        // The processor has the types by name, as long as none needs another one.
        private List<MethodDefinition> Methods()
        {
            return _assembly.MainModule.Types.Where(t => t.Name != "<Module>").OrderBy(t => t.FullName, StringComparer.Ordinal)
                .SelectMany(t => t.Methods.Where(m => m.IsVirtual)
                    .Concat(t.Methods.Where(m => !m.IsVirtual && !m.IsStatic))
                    .Concat(t.Methods.Where(m => m.IsStatic))).ToList();
        }

        private static string Function(MethodDefinition method)
        {
            return method.DeclaringType.Name == "DtlsEngine" ? method.Name : method.DeclaringType.Name + "_" + method.Name;
        }

        private static bool IsNative(MethodDefinition method)
        {
            return method.RVA == 0 && !method.IsAbstract;
        }

        private uint Checksum()
        {
            uint crc = 0;
            bool any = false;

            foreach (MethodDefinition method in Methods())
            {
                if (IsNative(method))
                {
                    string parameters = string.Join("__", method.Parameters.Select(p => p.ParameterType).Prepend(method.ReturnType).Select(TypeName));
                    string name = method.Name + (method.IsStatic ? "___STATIC__" : "___") + parameters;

                    // The processor counts from 0 until it has done with the first native method: of that one, only the name is in.
                    uint before = any ? Crc(Crc(crc, _assembly.Name.Name), method.DeclaringType.FullName.Replace('.', '_')) : 0;
                    crc = Crc(before, name.Replace('.', '_'));
                    any = true;
                }
                else
                {
                    crc = Crc(any ? crc : 0, "NULL");
                }
            }

            return crc;
        }

        private static string TypeName(TypeReference type)
        {
            return type.FullName switch
            {
                "System.Int32" => "I4",
                "System.Int64" => "I8",
                "System.Byte[]" => ByteArray,
                _ => throw new NotSupportedException($"{type.FullName}: the native side takes int, long and byte[] only"),
            };
        }

        // The most significant bit first, without a final complement.
        private static uint Crc(uint crc, string text)
        {
            foreach (byte b in Encoding.ASCII.GetBytes(text))
            {
                crc ^= (uint)b << 24;

                for (int i = 0; i < 8; i++)
                {
                    crc = (crc & CrcTopBit) != 0 ? (crc << 1) ^ CrcPolynomial : crc << 1;
                }
            }

            return crc;
        }
    }
}
