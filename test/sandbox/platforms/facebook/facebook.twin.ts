import { facebookLoginTwin } from '../../networks/meta/meta.twin.js';

/** Facebook pages. */
export const facebook = facebookLoginTwin('Facebook', [
  'public_profile',
  'email',
  'pages_show_list',
  'pages_read_engagement',
  'pages_manage_posts',
  'business_management',
  'pages_manage_engagement',
  'pages_read_user_content',
  'pages_manage_metadata',
  'read_insights',
]);
