import { Command, Option } from 'commander'
import { SETTINGS } from '../../../lambdas/autoscaler/settings.ts'
import { PATTERN_NAMES } from '../autoscale/patterns.ts'

/**
 * `docket autoscale`: computes the number of instances that the work needs, simulates a load, and sets the capacity of
 * a group.
 */
export function autoscaleCommand(): Command {
  const command = new Command('autoscale').description('Scale EC2 instances by their load')
  const simulate = command
    .command('simulate')
    .description('Print and plot what the policy would do under a load')
    .option('--load <file>', 'CSV: seconds,requests_per_second,open_tasks,jobs_per_second')
    .addOption(new Option('--pattern <name>', 'a built-in load').choices(PATTERN_NAMES))
    .option('--peak <number>', 'requests per second at the peak of the pattern', '3000')
    .option('--plot <file>', 'where to write the plot as SVG', 'autoscale.svg')
    .option('--interval <seconds>', 'how often the policy is evaluated', '60')
    .option('--boot <seconds>', 'from the launch of an instance until it serves requests', '180')
    .option('--instance-requests <number>', 'the most requests per second that one instance handles', '800')
    .option('--instance-jobs <number>', 'the most jobs per second that one instance runs', '200')
    .option('--price <usd>', 'the price of an instance per hour', '0.0448')
    .action(async (options, self) => (await import('../autoscale/actions.ts')).simulateLoad(options, self))
  const run = command
    .command('run')
    .description('Measure the current load, and adjust an EC2 Auto Scaling group once')
    .addOption(new Option('--group <name>', 'the Auto Scaling group').env('AUTOSCALE_GROUP'))
    .addOption(new Option('--metrics-url <url>', METRICS_URL).env('METRICS_URL'))
    .option('--sample <seconds>', 'how long requests are counted', '10')
    .option('--apply', 'set the capacity; without it, the new capacity is only printed')
    .action(async (options, self) => (await import('../autoscale/actions.ts')).run(options, self))
  for (const { flag, variable, fallback, about } of Object.values(SETTINGS)) {
    const option = new Option(`${flag} <number>`, `${about} (default: ${fallback})`).env(variable)
    simulate.addOption(option)
    run.addOption(option)
  }
  return command
}

const METRICS_URL = '/metrics of the processes; {instance} becomes the private address of each instance'
