using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A program by others that runs to its end.</summary>
    internal static class PeerProcess
    {
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(60);

        /// <summary>Runs a program and gives what it wrote to both its outputs, the standard one first.</summary>
        public static async Task<string> Run(string program, params string[] arguments) => await Run(program, null, arguments);

        /// <summary>The same with a folder for NODE_PATH.</summary>
        public static async Task<string> Run(string program, string nodePath, string[] arguments)
        {
            ProcessStartInfo start = new(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            if (nodePath is not null)
            {
                start.Environment["NODE_PATH"] = nodePath;
            }

            using Process process = Process.Start(start);
            try
            {
                process.StandardInput.Close();
                Task<string> errors = process.StandardError.ReadToEndAsync();
                string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(s_maxWait);
                output += await errors.WaitAsync(s_maxWait);
                await process.WaitForExitAsync().WaitAsync(s_maxWait);
                return output;
            }
            catch (TimeoutException)
            {
                process.Kill();
                throw;
            }
        }
    }
}
